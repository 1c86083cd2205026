from collections.abc import Sequence
from typing import Final, Literal

import reflex as rx
from reflex.vars import ArrayVar

from storefront.components.arguments import Words
from storefront.theme import styles

Tone = Literal["straw", "rose", "sage", "sky"]
# Spelt out: Tailwind finds only classes that stand in the source.
_GROUNDS: Final[dict[Tone, str]] = {
    "straw": "bg-straw",
    "rose": "bg-rose",
    "sage": "bg-sage",
    "sky": "bg-sky",
}


def note(*children: rx.Var[str] | rx.Component | str, tone: Tone) -> rx.Component:
    return rx.el.p(*children, class_name=f"{styles.NOTE} {_GROUNDS[tone]} w-fit")


def alert(message: rx.Var[str]) -> rx.Component:
    """What went wrong, said once to everyone. Takes no room while there is nothing to say."""
    return rx.el.div(
        rx.cond(message, note(message, tone="rose")), role="alert", class_name="empty:hidden"
    )


def confirmation(message: rx.Var[str]) -> rx.Component:
    """What went well; as `alert`, but it interrupts nobody."""
    return rx.el.div(
        rx.cond(message, note(message, tone="sage")), role="status", class_name="empty:hidden"
    )


def alert_list(messages: ArrayVar[Sequence[str]]) -> rx.Component:
    """As `alert`, of several things at once."""
    return rx.el.div(
        rx.cond(
            messages.length() > 0,
            rx.el.ul(
                rx.foreach(messages, _sentence),
                role="list",
                class_name=f"{styles.NOTE} bg-rose flex flex-col gap-hair",
            ),
        ),
        role="alert",
        class_name="empty:hidden",
    )


def _sentence(words: rx.Var[str]) -> rx.Component:
    return rx.el.li(words)


def whisper(message: Words) -> rx.Component:
    """For the ear alone: what the eye sees change by itself."""
    return rx.el.p(
        message,
        role="status",
        class_name=styles.UNSEEN,
        custom_attrs={"aria-live": "polite", "aria-atomic": "true"},
    )
