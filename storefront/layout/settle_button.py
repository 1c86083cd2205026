import reflex as rx

from storefront.components.buttons import quiet_button
from storefront.components.notes import note
from storefront.state.cart import CartState
from storefront.theme import styles


def settle_button(*, class_name: str = "") -> rx.Component:
    """One way out of all that keeps a cart from being ordered; the rest of it stays."""
    return rx.cond(
        CartState.has_problems,
        rx.el.div(
            note("Some of it can't be had any more. The rest is still yours.", tone="straw"),
            quiet_button(
                "Go on with what there is", on_click=CartState.settle, disabled=CartState.is_busy
            ),
            class_name=f"{styles.ROW} {class_name}",
        ),
    )
