import reflex as rx
from reflex.vars import NumberVar

from storefront.components.arguments import Flag, Handler
from storefront.components.connection import IS_LOST, RECONNECTING, lost_props, unless_lost
from storefront.theme import styles


def quantity_stepper(
    quantity: NumberVar[int],
    *,
    name: rx.Var[str],
    on_decrease: Handler,
    on_increase: Handler,
    can_decrease: Flag,
    can_increase: Flag,
) -> rx.Component:
    """Fewer or more of one thing; `name` tells the ear which."""
    return rx.el.div(
        _step("minus", f"One less: {name}", on_click=on_decrease, can=can_decrease),
        rx.el.span(
            rx.el.span("Quantity ", class_name=styles.UNSEEN),
            quantity,
            class_name="min-w-6 text-center font-bold tabular",
            custom_attrs={"aria-live": "polite", "aria-atomic": "true"},
        ),
        _step("plus", f"One more: {name}", on_click=on_increase, can=can_increase),
        class_name=styles.STEPPER,
        role="group",
        custom_attrs={"aria-label": f"Quantity of {name}"},
    )


def _step(icon: str, label: str, *, on_click: Handler, can: Flag) -> rx.Component:
    return rx.el.button(
        rx.icon(icon, size=16, aria_hidden=True),
        type="button",
        class_name=styles.STEP,
        on_click=unless_lost(on_click, is_lost=IS_LOST),
        disabled=~rx.Var.create(can).bool(),
        title=rx.cond(IS_LOST, RECONNECTING, ""),
        custom_attrs={
            "aria-label": rx.cond(IS_LOST, f"{RECONNECTING} {label}", label),
            **lost_props(is_lost=IS_LOST),
        },
    )
