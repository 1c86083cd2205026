import reflex as rx

from storefront.components.buttons import buy_link, quiet_link
from storefront.components.message import message
from storefront.layout.shell import shell
from storefront.web.first_html import words


def not_found() -> rx.Component:
    return shell(
        message(
            words.NO_DOOR,
            words.WHY_NO_DOOR,
            buy_link("Browse the window", to="/products"),
            quiet_link("To the start", to="/"),
            icon="door-open",
            is_page=True,
        ),
    )
