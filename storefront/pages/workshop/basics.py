"""Words, colours, buttons, signs and notes: what everything else is made of."""

from typing import Final

import reflex as rx

from storefront.components.buttons import (
    buy_button,
    buy_link,
    danger_button,
    live_buy_button,
    quiet_button,
    quiet_link,
)
from storefront.components.color_mode import color_mode_button, color_mode_choice
from storefront.components.message import message, resting
from storefront.components.moment import moment
from storefront.components.notes import alert, alert_list, confirmation, note, whisper
from storefront.components.price import price_tag
from storefront.components.quantity_stepper import quantity_stepper
from storefront.components.signs import (
    live_dot,
    live_sign,
    sold_out_badge,
    status_badge,
    stock_sign,
)
from storefront.components.skeleton import bone, waiting
from storefront.pages.workshop import samples
from storefront.pages.workshop.shelf import NO, NOTHING, YES, shelf, stand, text
from storefront.theme import styles, tokens

_KINDS: Final = ("DISPLAY", "TITLE", "HEADING", "SUBHEADING", "LEAD", "BODY", "SMALL", "SOFT")
_STOCK: Final = (("in", "In stock"), ("low", "Only 3 left"), ("out", "Sold out"))


def basics() -> tuple[rx.Component, ...]:
    return (
        shelf("Words", *_words()),
        shelf("Colours", _colors()),
        shelf("Buttons", *_buttons()),
        shelf("Signs", *_signs()),
        shelf("Notes", *_notes()),
        shelf("Nothing to show", *_messages()),
    )


def _words() -> tuple[rx.Component, ...]:
    said = "Good things, still here when you click."
    return tuple(rx.el.p(said, class_name=getattr(styles, kind)) for kind in (*_KINDS, "TINY"))


def _colors() -> rx.Component:
    return rx.el.ul(
        *(
            rx.el.li(
                rx.el.span(
                    class_name="block h-12 rounded-field border border-line",
                    style={"background": f"var(--color-{name})"},
                ),
                rx.el.span(name, class_name=f"{styles.TINY} break-words"),
                class_name="min-w-0",
            )
            for name in tokens.COLORS
        ),
        class_name="grid grid-cols-3 gap-snug md:grid-cols-6 lg:grid-cols-8",
    )


def _buttons() -> tuple[rx.Component, ...]:
    return (
        stand(
            "To buy: as a button, as a link, off, and with the line down",
            buy_button("Sign in", on_click=NOTHING),
            buy_link("Check out", to="/gallery"),
            buy_button("Sold out", disabled=True),
            live_buy_button("Add to cart", on_click=NOTHING),
            live_buy_button("Place the order", on_click=NOTHING, is_lost=True),
        ),
        stand(
            "Everything else: as a button, as a link, off, and what cannot be taken back",
            quiet_button("Show more", on_click=NOTHING),
            quiet_link("To the start", to="/gallery"),
            quiet_button("One moment…", disabled=True),
            danger_button("Close my account"),
            danger_button("One moment…", disabled=True),
        ),
        stand(
            "How many: the least, some, all there are",
            *(
                quantity_stepper(
                    rx.Var.create(quantity),
                    name=text("Stoneware teapot"),
                    on_decrease=NOTHING,
                    on_increase=NOTHING,
                    can_decrease=quantity > 1,
                    can_increase=quantity < 3,  # noqa: PLR2004 - three in stock
                )
                for quantity in (1, 2, 3)
            ),
        ),
        stand("Light or dark", color_mode_button(), color_mode_choice("gallery-color-mode")),
    )


def _signs() -> tuple[rx.Component, ...]:
    return (
        stand(
            "Stock",
            *(stock_sign(text(level), text(label)) for level, label in _STOCK),
            *(
                stock_sign(text(level), text(label), class_name=styles.SIGN_LARGE)
                for level, label in _STOCK
            ),
            sold_out_badge(),
        ),
        stand("The line to the shop", live_sign(YES), live_sign(NO), live_dot()),
        stand(
            "Where an order is",
            *(
                status_badge(text(order.status), text(order.status_label))
                for order in samples.ORDERS
            ),
        ),
        stand(
            "Prices: as ever, reduced, large",
            price_tag(text("$38.50"), text()),
            price_tag(text("$38.50"), text("$45.00")),
            price_tag(text("$1,238.50"), text(), class_name=styles.PRICE_LARGE),
        ),
        stand(
            "When: this year, long ago",
            moment(text("2026-11-23T14:05:00Z")),
            moment(text("2019-02-03T04:05:00Z")),
        ),
        stand(
            "On its way",
            waiting(
                bone("h-10 w-56 rounded-full"),
                bone("h-24 w-full rounded-card"),
                label="One moment",
                class_name=styles.STACK,
            ),
            class_name="max-w-md",
        ),
    )


def _notes() -> tuple[rx.Component, ...]:
    return (
        stand(
            "Beside what they are about",
            note("The price went down from $45.00 since you added it.", tone="straw"),
            note("Someone just took the last one. Remove it, or come back later.", tone="rose"),
            note("Stoneware teapot was taken out.", tone="sky"),
            note("Thank you. It is yours.", tone="sage"),
            class_name="flex flex-col gap-snug",
        ),
        stand(
            "What went wrong, what went well, and several things at once",
            alert(text("That email address and password do not go together.")),
            confirmation(text("Saved.")),
            alert_list(rx.Var.create(["Stoneware teapot now costs $38.50.", "Only 2 of it left."])),
            # Heard, not seen.
            whisper("Stoneware teapot: only 2 left."),
            class_name="flex flex-col gap-snug",
        ),
        stand(
            "Passing by: press to see",
            quiet_button(
                "Good news", on_click=rx.toast.success("Your order is on its way: #1042.")
            ),
            quiet_button(
                "News",
                on_click=rx.toast.info(
                    "3 more changed", description="Your orders page shows them all."
                ),
            ),
            quiet_button("Trouble", on_click=rx.toast.error("Only 2 left. Please choose fewer.")),
        ),
    )


def _messages() -> tuple[rx.Component, ...]:
    return (
        stand(
            "Nothing found",
            message(
                "Nothing like that in the window",
                "Try a shorter word.",
                quiet_link("See everything", to="/gallery"),
                icon="search-x",
            ),
            class_name=styles.PANEL,
        ),
        stand(
            "Nobody answers",
            resting("The shop can't be reached just now.", on_retry=NOTHING),
            class_name=styles.PANEL,
        ),
    )
