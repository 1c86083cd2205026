// Looks for new mail while somebody is looking at the page; without it, "Look again" does.
const PAUSE = 3000; // milliseconds

async function look() {
  const answer = await fetch("/", { headers: { Accept: "text/html" } });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const mails = document.getElementById("mails");
  const newMails = fresh.getElementById("mails");
  const more = newMails.dataset.total - mails.dataset.total;
  if (more === 0) return;
  const focused = mails.contains(document.activeElement) && document.activeElement.pathname;
  mails.replaceWith(newMails);
  if (focused) newMails.querySelector(`a[href="${focused}"]`)?.focus();
  if (more > 0) {
    document.getElementById("news").textContent = more === 1 ? "One new mail" : `${more} new mails`;
  }
}

setInterval(() => {
  // The sink may be restarting: the next look will tell.
  if (!document.hidden) look().catch(() => {});
}, PAUSE);
