import reflex as rx

from storefront.components.first_html import until_awake
from storefront.components.google_button import google_button
from storefront.state.session import SessionState
from storefront.theme import styles


def other_ways_in(question: str, label: str, *more: rx.Component, to: str) -> rx.Component:
    """Below a form of sign-in or registration; the other one is `to`."""
    return until_awake(
        rx.fragment(
            rx.cond(
                SessionState.has_google,
                google_button(
                    on_click=SessionState.continue_with_google,
                    is_stand_in=SessionState.is_google_stand_in,
                ),
            ),
            rx.el.p(
                question,
                " ",
                rx.el.a(label, href=f"{to}{SessionState.next_query}", class_name=styles.LINK),
            ),
            *more,
        ),
        is_awake=SessionState.is_ready,
        class_name=styles.APART,
    )
