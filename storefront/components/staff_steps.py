"""The steps of an order: the buttons, and the question before one is taken."""

from typing import Final

import reflex as rx

from storefront.components.arguments import FormHandler, Handler, Words
from storefront.components.notes import alert
from storefront.components.staff_fields import Entry, compact_input, compact_text
from storefront.components.staff_parts import answers
from storefront.components.staff_question import question
from storefront.theme import styles

VERBS: Final = {
    "confirmed": "Confirm",
    "shipped": "Ship",
    "delivered": "Mark delivered",
    "cancelled": "Cancel",
}
QUESTIONS: Final = {
    "confirmed": "Confirm",
    "shipped": "Hand over to the carrier",
    "delivered": "Mark as delivered",
    "cancelled": "Cancel for good",
}


def verb(step: Words) -> rx.Var[str]:
    return rx.Var.create(VERBS)[step].to(str)


def step_question(
    step: rx.Var[str],
    what: Words,
    *,
    error: rx.Var[str],
    is_busy: rx.Var[bool],
    on_submit: FormHandler,
    on_never_mind: Handler,
) -> rx.Component:
    """`what` names the orders; empty `step`: nothing is asked."""
    return rx.cond(
        step,
        question(
            rx.el.p(
                rx.Var.create(QUESTIONS)[step].to(str),
                ": ",
                rx.el.strong(what),
                "?",
                class_name="text-small",
                role="status",
            ),
            rx.cond(step == "shipped", _shipment()),
            rx.cond(step == "cancelled", compact_text(REASON)),
            alert(error),
            answers(
                verb(step),
                is_busy=is_busy,
                on_never_mind=on_never_mind,
                class_name=rx.cond(step == "cancelled", styles.DANGER, styles.DARK),
            ),
            label="Confirm the step",
            key=f"{step} {what}",
            on_submit=on_submit,
        ),
    )


CARRIER: Final = Entry(label="Carrier", name="carrier", placeholder="DHL", max_length=64)
TRACKING: Final = Entry(
    label="Tracking number", name="tracking_number", placeholder="00340434161094", max_length=64
)
REASON: Final = Entry(
    label="Reason, for the customer to read", name="reason", is_required=True, max_length=500
)


def _shipment() -> rx.Component:
    return rx.el.div(
        compact_input(CARRIER),
        compact_input(TRACKING),
        class_name="grid gap-snug sm:grid-cols-2",
    )
