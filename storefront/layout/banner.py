import reflex as rx

from storefront.components.connection import IS_LOST
from storefront.state.live import LiveState


def reconnecting_banner() -> rx.Component:
    """Quiet, and only while it is true: the tab has lost the shop, or the shop its news."""
    return rx.el.div(
        rx.cond(IS_LOST, _line("Reconnecting… What you see may be a moment old.")),
        rx.cond(
            LiveState.is_connected,
            rx.fragment(),
            _line("Reconnecting… Stock and prices may be a moment old."),
        ),
        role="status",
        # Over the page, not in it: nothing moves when it comes. One sentence is enough.
        class_name="pointer-events-none fixed inset-x-0 bottom-base z-20 flex justify-center"
        " px-base [&>p+p]:hidden",
    )


def _line(text: str) -> rx.Component:
    return rx.el.p(
        rx.icon("refresh-cw", size=16, class_name="shrink-0", aria_hidden=True),
        text,
        class_name="flex min-h-control items-center gap-snug rounded-panel bg-ink px-base py-tight"
        " text-small text-paper shadow-floating news",
    )
