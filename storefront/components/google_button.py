import reflex as rx

from storefront.components.arguments import Flag, Handler
from storefront.components.buttons import quiet_button
from storefront.theme import styles
from storefront.web.first_html import words


def google_button(*, on_click: Handler, is_stand_in: Flag) -> rx.Component:
    """The other way in, below a line with "or"; the G takes the text's own colour."""
    return rx.el.div(
        rx.el.p("or", class_name=f"{styles.SOFT} text-center"),
        quiet_button(
            rx.el.span("G", aria_hidden="true", class_name="font-display font-bold"),
            "Continue with Google",
            on_click=on_click,
            class_name="w-full",
        ),
        rx.cond(
            is_stand_in,
            rx.el.p(
                words.STAND_IN,
                class_name=f"{styles.SOFT} text-center",
            ),
        ),
        class_name="flex flex-col gap-tight",
    )
