import reflex as rx

from storefront.components.arguments import FormHandler
from storefront.theme import styles


def search_form(
    text: rx.Var[str] | str, *, on_submit: FormHandler, field_id: str, class_name: str = ""
) -> rx.Component:
    return rx.el.form(
        rx.icon(
            "search",
            size=16,
            aria_hidden=True,
            class_name="pointer-events-none absolute top-1/2 left-base -translate-y-1/2 text-soft",
        ),
        rx.el.label("Search the shop", html_for=field_id, class_name=styles.UNSEEN),
        rx.el.input(
            id=field_id,
            name="q",
            type="search",
            key=text,  # a new search from elsewhere replaces what was typed
            default_value=text,
            placeholder="Search the shop",
            auto_complete="off",
            enter_key_hint="search",
            max_length=100,
            class_name=styles.SEARCH,
        ),
        on_submit=on_submit,
        # Before the page has woken up the browser itself can search.
        action="/products",
        method="get",
        role="search",
        class_name=f"relative {class_name}",
    )
