"""What the first answer said of a page, until the page itself can say it."""

from typing import Final

import reflex as rx

from storefront.web.first_html.slot import BONES

# None on the server that builds the pages, and after the visitor has moved on to another page.
_PRINTED: Final = "globalThis.firstHtml?.()"


def first_html(class_name: str = "") -> rx.Component:
    html = rx.Var[str](_js_expr=f"({_PRINTED} ?? {rx.Var.create(str(BONES))!s})", _var_type=str)
    return rx.html(html, class_name=class_name, custom_attrs={"data-first-html": ""})


def until_awake(
    page: rx.Component, *, is_awake: rx.Var[bool], class_name: str = ""
) -> rx.Component:
    """`is_awake`: the state tells of the address that is open, not of one before it.

    `class_name` arranges what was printed as the page's own parts are arranged around it.
    """
    # While it is built there is no window: the place for the first HTML has to be there.
    is_printed = rx.Var[bool](
        _js_expr=f"(typeof window === 'undefined' || {_PRINTED} !== undefined)", _var_type=bool
    )
    return rx.cond(is_printed & ~is_awake, first_html(class_name), page)
