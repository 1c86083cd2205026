/* A link that opens a dialog of its page: where there is none, without scripts, and for whoever
   wants another tab, it is a link like any other. */
(() => {
  document.addEventListener(
    "click",
    (event) => {
      const link = event.target instanceof Element ? event.target.closest("a[data-opens]") : null;
      const dialog = link && document.getElementById(link.dataset.opens);
      const wantsTab = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
      if (!dialog || wantsTab || event.button !== 0) return;
      event.preventDefault(); // the router looks at this before it goes anywhere
      if (!dialog.open) dialog.showModal();
    },
    true,
  );
})();
