/* The keys of a field with suggestions (WAI-ARIA: editable combobox with list autocomplete).
   The shop fills the list; this opens and closes it and moves through it. */
(() => {
  const active = (field) => document.getElementById(field.getAttribute("aria-activedescendant"));
  const listOf = (field) => document.getElementById(field.getAttribute("aria-controls"));
  const optionsOf = (field) => [...(listOf(field)?.querySelectorAll("[role=option]") ?? [])];
  const fieldOf = (target) => (target instanceof Element ? target.closest("[role=combobox]") : null);

  function choose(field, option) {
    for (const each of optionsOf(field)) each.setAttribute("aria-selected", String(each === option));
    if (option) {
      field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      field.removeAttribute("aria-activedescendant");
    }
  }

  function show(field, isOpen) {
    const list = listOf(field);
    if (!list) return;
    const isShown = isOpen && list.childElementCount > 0;
    list.hidden = !isShown;
    field.setAttribute("aria-expanded", String(isShown));
    if (!isShown) choose(field, null);
  }

  function move(field, step) {
    const options = optionsOf(field);
    if (!options.length) return;
    show(field, true);
    const place = options.indexOf(active(field));
    // From the field itself: down to the first, up to the last, and round.
    const next = place < 0 ? (step > 0 ? 0 : options.length - 1) : place + step;
    choose(field, options[next] ?? null);
  }

  document.addEventListener("keydown", (event) => {
    const field = fieldOf(event.target);
    if (!field || event.isComposing) return;
    const isOpen = field.getAttribute("aria-expanded") === "true";
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!optionsOf(field).length) return;
      event.preventDefault();
      move(field, event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault(); // the first Esc closes the list, the next one empties the field
      show(field, false);
    } else if (event.key === "Enter") {
      const link = isOpen ? active(field)?.querySelector("a") : null;
      if (link) {
        event.preventDefault();
        link.click();
      }
      show(field, false);
    }
  });

  document.addEventListener("focusin", (event) => {
    for (const field of document.querySelectorAll('[role=combobox][aria-expanded="true"]')) {
      const isNear = field.form?.contains(event.target);
      if (!isNear) show(field, false);
    }
  });
  document.addEventListener("pointerdown", (event) => {
    for (const field of document.querySelectorAll('[role=combobox][aria-expanded="true"]')) {
      if (!field.form?.contains(event.target)) show(field, false);
    }
  });
  document.addEventListener("click", (event) => {
    const option = event.target instanceof Element ? event.target.closest("[role=option]") : null;
    const list = option?.closest("[role=listbox]");
    const field = list && document.querySelector(`[role=combobox][aria-controls="${list.id}"]`);
    if (field) show(field, false);
  });

  // New suggestions have come: open for whoever is typing.
  new MutationObserver((changes) => {
    const lists = new Set(
      changes
        .map((change) => change.target)
        .filter((target) => target instanceof Element && target.matches("[role=listbox]")),
    );
    for (const list of lists) {
      const field = document.querySelector(`[role=combobox][aria-controls="${list.id}"]`);
      if (field) show(field, document.activeElement === field && field.value.trim() !== "");
    }
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
