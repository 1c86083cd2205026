/* A link that opens a dialog of its page: where there is none, without scripts, and for whoever
   wants another tab, it is a link like any other. And a link in the drawer closes it: the page
   behind it is about to be another one. */
(() => {
  document.addEventListener(
    "click",
    (event) => {
      const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
      const wantsTab = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
      if (!link || wantsTab || event.button !== 0) return;
      link.closest("dialog.drawer")?.close();
      const dialog = document.getElementById(link.dataset.opens);
      if (!dialog) return;
      event.preventDefault(); // the router looks at this before it goes anywhere
      if (!dialog.open) dialog.showModal();
    },
    true,
  );
})();
