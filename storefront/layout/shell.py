import reflex as rx
from reflex_components_core.el.elements.inline import (
    a as anchor,  # pyright: ignore[reportUnknownVariableType]  # Reflex leaves *children untyped
)

from storefront.components.notes import whisper
from storefront.layout.banner import reconnecting_banner
from storefront.layout.cart_drawer import cart_drawer
from storefront.layout.footer import footer
from storefront.layout.header import header
from storefront.state.cart import CartState
from storefront.theme import styles


def shell(
    *children: rx.Component, search_text: rx.Var[str] | str = "", shows_cart: bool = False
) -> rx.Component:
    """What every page stands in; one that shows the cart itself needs no drawer for it."""
    return rx.el.div(
        # No link of the router: only the browser itself takes the focus along.
        anchor(
            "Skip to the content",
            href="#main",
            class_name="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50"
            " focus:rounded-field focus:bg-ink focus:px-base focus:py-snug focus:text-paper",
        ),
        header(search_text=search_text),
        reconnecting_banner(),
        # As high as the window: what arrives late pushes no footer about.
        rx.el.main(*children, id="main", tab_index=-1, class_name=f"{styles.PAGE} min-h-dvh"),
        footer(),
        *(() if shows_cart else (cart_drawer(),)),
        whisper(CartState.note),
    )
