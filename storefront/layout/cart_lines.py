"""What is in the cart, to be changed where it stands: on its page, in the drawer, at check-out."""

import reflex as rx
from reflex.vars import ObjectVar

from storefront.api.models import CartLine
from storefront.components.arguments import Flag
from storefront.components.buttons import quiet_button
from storefront.components.cart_line import cart_line
from storefront.components.notes import note
from storefront.state.cart import DRAWER, CartState
from storefront.theme import styles
from storefront.web.dialogs import close_script


def cart_lines(*, is_busy: Flag = False, class_name: str = "", label: str = "") -> rx.Component:
    """`is_busy`: with more than the cart itself."""

    def one(line: ObjectVar[CartLine]) -> rx.Component:
        quantity = line.quantity.to(int)
        return cart_line(
            line,
            on_decrease=CartState.set_quantity(line.product_id, (quantity - 1).to(int)),
            on_increase=CartState.set_quantity(line.product_id, (quantity + 1).to(int)),
            on_remove=CartState.remove(line.product_id),
            on_leave=rx.call_script(close_script(DRAWER)),
            is_busy=CartState.is_busy | rx.Var.create(is_busy).bool(),
        )

    return rx.el.ul(
        rx.foreach(CartState.lines, one),
        role="list",
        class_name=f"{styles.RULED} @container {class_name}",
        custom_attrs={"aria-label": label} if label else {},
    )


def undo_bar(*, class_name: str = "") -> rx.Component:
    return rx.cond(
        CartState.undo_name,
        rx.el.div(
            note(f"{CartState.undo_name} was taken out.", tone="sky"),
            quiet_button("Put it back", on_click=CartState.undo_remove, disabled=CartState.is_busy),
            class_name=f"{styles.ROW} {class_name}",
        ),
    )


def left_behind(*, class_name: str = "") -> rx.Component:
    """Of what was put in before signing in."""
    return rx.el.div(
        rx.cond(CartState.left_behind, note(CartState.left_behind, tone="straw")),
        role="status",
        class_name=f"{class_name} empty:hidden",
    )
