"""What is asked before something is done: the keyboard goes to it, and back when it is answered."""

from typing import Any, Final

import reflex as rx

from storefront.components.arguments import Child, FormHandler, Words
from storefront.theme import styles

# React calls it when the question appears, and what it returns when the question has gone. Who
# asked may have gone too, as a step that is taken has: then the page's heading goes on.
_KEEP_FOCUS: Final[rx.Var[Any]] = rx.Var(
    """(globalThis.askAt ??= (question) => {
  const opener = document.activeElement;
  question.focus();
  return () => requestAnimationFrame(() => {
    if (document.activeElement && document.activeElement !== document.body) return;
    opener?.focus();
    if (opener && document.activeElement === opener && opener !== document.body) return;
    const heading = document.querySelector("main h1");
    if (heading) { heading.tabIndex = -1; heading.focus(); }
  });
})"""
)
_NOT_NOW_BY_ESCAPE: Final[rx.Var[Any]] = rx.Var(
    "(event) => { if (event.key === 'Escape')"
    " event.currentTarget.querySelector('[data-not-now]')?.click(); }"
)


def question(
    *children: Child,
    label: str,
    key: Words,
    on_submit: FormHandler | None = None,
    class_name: str = "",
) -> rx.Component:
    """`key`: what is asked, of what; another one is another question.

    With `on_submit` the yes sends the fields in it.
    """
    attributes: dict[str, Any] = {
        "aria-label": label,
        "ref": _KEEP_FOCUS,
        "onKeyDown": _NOT_NOW_BY_ESCAPE,
    }
    classes = f"{styles.QUESTION} {class_name}"
    if on_submit is None:
        return rx.el.div(
            *children,
            key=key,
            role="group",
            tab_index=-1,
            class_name=classes,
            custom_attrs=attributes,
        )
    return rx.el.form(
        *children,
        key=key,
        method="post",
        on_submit=on_submit,
        tab_index=-1,
        class_name=classes,
        custom_attrs=attributes,
    )
