import reflex as rx

from storefront.components.buttons import buy_link, quiet_link
from storefront.components.message import message
from storefront.layout.shell import shell


def not_found() -> rx.Component:
    return shell(
        message(
            "Nothing behind this door",
            "The address has a slip in it, or what was here has moved.",
            buy_link("Browse the window", to="/products"),
            quiet_link("To the start", to="/"),
            icon="door-open",
            is_page=True,
        ),
    )
