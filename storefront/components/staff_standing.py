"""Whether somebody may sign in, and as what: the question before that changes."""

from typing import Final

import reflex as rx

from storefront.components.arguments import Handler, Words
from storefront.components.notes import alert
from storefront.components.staff_parts import answers
from storefront.components.staff_question import question
from storefront.theme import styles

_SIGNED_OUT: Final = "They are signed out everywhere within a quarter of an hour"
QUESTIONS: Final = {
    "off": "Switch off",
    "on": "Switch on again",
    "customer": "Make a customer of",
    "staff": "Make a member of the staff of",
    "admin": "Make an admin of",
}
CONSEQUENCES: Final = {
    "off": f"{_SIGNED_OUT}, and cannot sign in until somebody switches them on again."
    " Their orders stay as they are.",
    "on": "They can sign in again, with the password they had.",
    "customer": f"{_SIGNED_OUT}; the console is closed to them.",
    "staff": f"{_SIGNED_OUT}; when they sign in again they see the console:"
    " all orders, products and customers.",
    "admin": f"{_SIGNED_OUT}; when they sign in again they see the console,"
    " and change the roles of others, yours too.",
}
VERBS: Final = {
    "off": "Switch off",
    "on": "Switch on",
    "customer": "Change the role",
    "staff": "Change the role",
    "admin": "Change the role",
}


def standing_question(
    step: rx.Var[str],
    who: Words,
    *,
    error: rx.Var[str],
    is_busy: rx.Var[bool],
    on_yes: Handler,
    on_never_mind: Handler,
) -> rx.Component:
    """Empty `step`: nothing is asked."""
    return rx.cond(
        step,
        question(
            rx.el.p(_said(QUESTIONS, step), " ", rx.el.strong(who), "?", class_name="text-small"),
            rx.el.p(_said(CONSEQUENCES, step), class_name=styles.SOFT),
            alert(error),
            answers(
                _said(VERBS, step),
                is_busy=is_busy,
                on_yes=on_yes,
                on_never_mind=on_never_mind,
                class_name=rx.cond(step == "off", styles.DANGER, styles.DARK),
            ),
            label="Confirm the change",
            key=f"{step} {who}",
        ),
    )


def _said(words: dict[str, str], step: rx.Var[str]) -> rx.Var[str]:
    return rx.Var.create(words)[step].to(str)
