"""The place in a built page that the printer fills, and that the page fills anew once it is awake.

React takes over what stands in such a place as it is: it never compares what was set as HTML.
"""

import re
from typing import Final

from storefront.theme import styles
from storefront.web.first_html.markup import Html, element

_BEGIN: Final = "<!--first-->"
_END: Final = "<!--/first-->"
_FILLING: Final = re.compile(f"{_BEGIN}.*?{_END}", re.DOTALL)

# Keeps what was printed for the code of the page, which may come after the frame has woken up
# (storefront/components/first_html.py asks for it). Whoever has moved on gets it no more.
KEEP: Final = """
(() => {
  const script = document.currentScript;
  const slot = script.parentElement;
  script.remove();
  const address = () => location.pathname.replace(/\\/$/, "") + location.search;
  const first = address();
  let html = slot.innerHTML;
  window.firstHtml = () => {
    if (address() !== first) html = undefined;
    return html;
  };
})();
"""

# The place is filled anew when the page wakes up, and with it goes whatever has the focus: its
# twin gets it, which has the same id, leads to the same address, or says the same. Who has left
# it, or stands on something that has no twin, is not led anywhere.
HOLD: Final = """
(() => {
  const signOf = (one) => {
    if (one.id) return `#${CSS.escape(one.id)}`;
    const way = one.getAttribute("href");
    return way && `[href=${JSON.stringify(way)}]`;
  };
  const said = (one) => one.textContent.replace(/\\s/g, "");
  const alike = (sign) => [...document.querySelectorAll(sign)];
  let held, find;
  document.addEventListener("focusin", ({ target }) => {
    const sign = signOf(target);
    const place = sign ? alike(sign).indexOf(target) : 0;
    const words = said(target);
    held = target;
    find = () =>
      (sign && alike(sign)[place]) ||
      (words && alike("main :is(a, button)").find((one) => said(one) === words));
  });
  document.addEventListener("focusout", ({ target }) =>
    queueMicrotask(() => {
      if (held === target && held.isConnected) held = undefined;
    }),
  );
  new MutationObserver((_, observer) => {
    const isLost = held && !held.isConnected && document.activeElement === document.body;
    if (isLost && window.firstHtml() !== undefined) find()?.focus({ preventScroll: true });
    if (!document.querySelector("[data-first-html]")) observer.disconnect();
  }).observe(document.body, { childList: true, subtree: true });
})();
"""

# What stands there while nobody knows more than that a page is coming.
BONES: Final = Html(
    _BEGIN
    + element(
        "div",
        element("div", class_name="skeleton h-4 w-40 rounded-full"),
        element("div", class_name="skeleton h-11 w-3/5 rounded-full"),
        element("div", class_name="skeleton h-44 w-full rounded-card"),
        class_name=styles.STACK,
        aria_hidden="true",
    )
    + _END
)


def filled(page: str, content: Html) -> str:
    """The page with `content` in its place; pages without one stay as they are."""
    printed = f"{_BEGIN}{content}<script>{KEEP}{HOLD}</script>{_END}"
    return _FILLING.sub(lambda _: printed, page, count=1)
