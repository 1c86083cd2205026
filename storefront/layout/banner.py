import reflex as rx

from storefront.state.live import LiveState
from storefront.theme import styles


def reconnecting_banner() -> rx.Component:
    """Quiet, and only while it is true: the tab has lost the shop, or the shop its news."""
    return rx.el.div(
        rx.connection_banner(_line("Reconnecting… What you see may be a moment old.")),
        rx.cond(
            LiveState.is_connected,
            rx.fragment(),
            _line("Reconnecting… Stock and prices may be a moment old."),
        ),
        role="status",
        class_name="sticky top-0 z-20 md:top-[4.25rem]",
    )


def _line(text: str) -> rx.Component:
    return rx.el.p(
        rx.icon("refresh-cw", size=14, aria_hidden=True),
        text,
        class_name=f"{styles.COLUMN} flex items-center justify-center gap-tight rounded-b-panel"
        " bg-straw py-tight text-center text-small text-ink",
    )
