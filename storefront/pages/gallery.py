"""Every component in every state, with made-up data. For those who build the shop."""

from typing import Any, Final

import reflex as rx
from reflex.vars import ObjectVar

from storefront.api.models import CartLine
from storefront.components.breadcrumbs import breadcrumbs
from storefront.components.buttons import buy_button, quiet_button
from storefront.components.cart_line import cart_line, cart_line_brief
from storefront.components.category_tiles import category_tiles
from storefront.components.color_mode import color_mode_button, color_mode_choice
from storefront.components.demo_accounts import demo_accounts
from storefront.components.fields import Field, password_field, text_field
from storefront.components.filters import (
    applied_tags,
    category_filter,
    price_filter,
    stock_filter,
)
from storefront.components.message import message, resting
from storefront.components.notes import alert, alert_list, note
from storefront.components.order_rows import order_lines, order_rows, status_filter
from storefront.components.picture_gallery import picture_gallery
from storefront.components.price import price_tag
from storefront.components.product_card import product_grid, product_grid_skeleton
from storefront.components.quantity_stepper import quantity_stepper
from storefront.components.restock_offer import restock_offer, restock_sign_in
from storefront.components.search_form import search_form
from storefront.components.signs import live_sign, status_badge, stock_sign
from storefront.components.sort_select import sort_select
from storefront.components.staff_orders_table import OrderHandlers, staff_orders_table
from storefront.components.sum_card import sum_card
from storefront.components.timeline import timeline
from storefront.pages import gallery_samples as samples
from storefront.theme import styles, tokens

NOTHING: Final[Any] = rx.noop()


def gallery() -> rx.Component:
    return rx.el.main(
        rx.el.div(
            rx.el.h1("Gallery", class_name=styles.TITLE),
            color_mode_button(),
            class_name=f"{styles.ROW} justify-between",
        ),
        _shelf("Words", *_words()),
        _shelf("Colours", _colors()),
        _shelf("Buttons", *_buttons()),
        _shelf("Signs", *_signs()),
        _shelf("Notes", *_notes()),
        _shelf("Goods", *_goods()),
        _shelf("Cart", *_cart()),
        _shelf("Orders", *_orders()),
        _shelf("Forms", *_forms()),
        _shelf("Nothing to show", *_messages()),
        class_name=f"{styles.PAGE} flex flex-col gap-hall",
    )


def _shelf(title: str, *things: rx.Component) -> rx.Component:
    return rx.el.section(
        rx.el.h2(title, class_name=f"{styles.HEADING} border-b border-line pb-tight"),
        *things,
        class_name="flex flex-col gap-room",
    )


def _words() -> tuple[rx.Component, ...]:
    text = "Good things, still here when you click."
    kinds = ("DISPLAY", "TITLE", "HEADING", "SUBHEADING", "LEAD", "BODY", "SMALL", "SOFT", "TINY")
    return tuple(rx.el.p(text, class_name=getattr(styles, kind)) for kind in kinds)


def _colors() -> rx.Component:
    return rx.el.ul(
        *(
            rx.el.li(
                rx.el.span(
                    class_name="block h-12 rounded-field border border-line",
                    style={"background": f"var(--color-{name})"},
                ),
                rx.el.span(name, class_name=styles.TINY),
            )
            for name in tokens.COLORS
        ),
        class_name="grid grid-cols-3 gap-snug md:grid-cols-6 lg:grid-cols-8",
    )


def _buttons() -> tuple[rx.Component, ...]:
    return (
        rx.el.div(
            buy_button("Add to cart", on_click=NOTHING),
            buy_button("Sold out", disabled=True),
            quiet_button("Show more", on_click=NOTHING),
            quiet_button("One moment…", disabled=True),
            class_name=styles.ROW,
        ),
        rx.el.div(
            *(
                quantity_stepper(
                    rx.Var.create(quantity),
                    name=rx.Var.create("Stoneware teapot"),
                    on_decrease=NOTHING,
                    on_increase=NOTHING,
                    can_decrease=quantity > 1,
                    can_increase=quantity < 3,  # noqa: PLR2004 - three in stock
                )
                for quantity in (1, 2, 3)
            ),
            color_mode_choice("gallery-color-mode"),
            class_name=styles.ROW,
        ),
        *(
            restock_offer(
                is_asked=rx.Var.create(is_asked).to(bool),
                error=_text(""),
                on_wish=NOTHING,
            )
            for is_asked in (False, True)
        ),
        restock_sign_in(to="/login"),
    )


def _signs() -> tuple[rx.Component, ...]:
    stock = (("in", "In stock"), ("low", "Only 3 left"), ("out", "Sold out"))
    return (
        rx.el.div(
            *(stock_sign(_text(level), _text(label)) for level, label in stock),
            live_sign(rx.Var.create(True)),  # noqa: FBT003 - a Var has no names for its values
            live_sign(rx.Var.create(False)),  # noqa: FBT003 - as above
            class_name=styles.ROW,
        ),
        rx.el.div(
            *(
                status_badge(_text(order.status), _text(order.status_label))
                for order in samples.ORDERS
            ),
            class_name=styles.ROW,
        ),
        price_tag(_text("$38.50"), _text("$45.00")),
        price_tag(_text("$1,238.50"), _text(""), class_name=styles.PRICE_LARGE),
    )


def _notes() -> tuple[rx.Component, ...]:
    return (
        note("The price went down from $45.00 since you added it.", tone="straw"),
        note("Someone just took the last one. Remove it, or come back later.", tone="rose"),
        note("Stoneware teapot was taken out.", tone="sky"),
        note("Thank you. It is yours.", tone="sage"),
        alert(_text("That email address and password do not go together.")),
        alert_list(rx.Var.create(["Stoneware teapot now costs $38.50.", "Only 2 of it left."])),
    )


def _goods() -> tuple[rx.Component, ...]:
    return (
        breadcrumbs(("Shop", "/gallery"), ("Kitchen", "/gallery"), here="Stoneware teapot"),
        category_tiles(rx.Var.create(samples.CATEGORIES)),
        category_filter(
            rx.Var.create(samples.FACETS), is_loading=False, on_toggle=lambda _name: NOTHING
        ),
        rx.el.div(
            price_filter(
                low=_text(""),
                high=_text("50.00"),
                lowest=_text("9.00"),
                highest=_text("249.00"),
                error=_text(""),
                on_submit=NOTHING,
            ),
            stock_filter(
                is_on=rx.Var.create(True),  # noqa: FBT003 - as above
                count=rx.Var.create(60),
                is_counted=rx.Var.create(True),  # noqa: FBT003 - as above
                on_toggle=NOTHING,
            ),
            class_name=styles.ROW,
        ),
        applied_tags(rx.Var.create(samples.FILTERS), clear_href=_text("/gallery")),
        rx.el.div(
            picture_gallery(
                rx.Var.create(samples.PICTURES),
                rx.Var.create(samples.PICTURES)[0],
                place=rx.Var.create(0),
                tile=rx.Var.create(1),
                on_choose=lambda _place: NOTHING,
            ),
            class_name="max-w-md",
        ),
        product_grid(rx.Var.create(samples.PRODUCTS), label="Samples"),
        product_grid_skeleton(4),
    )


def _cart() -> tuple[rx.Component, ...]:
    lines = rx.Var.create(samples.CART_LINES)
    return (
        rx.el.div(
            rx.el.ul(
                rx.foreach(lines, _cart_line),
                class_name=f"{styles.RULED} @container",
            ),
            sum_card(_text("2 items"), _text("$77.00"), buy_button("Check out")),
            class_name=styles.TWO_COLUMNS,
        ),
        rx.el.ul(rx.foreach(lines, cart_line_brief), class_name=styles.RULED),
    )


def _cart_line(line: ObjectVar[CartLine]) -> rx.Component:
    return cart_line(
        line, on_decrease=NOTHING, on_increase=NOTHING, on_remove=NOTHING, is_busy=False
    )


def _orders() -> tuple[rx.Component, ...]:
    return (
        status_filter(rx.Var.create(samples.STATUS_FILTERS)),
        order_rows(rx.Var.create(samples.ORDERS)),
        rx.el.div(
            order_lines(rx.Var.create(samples.ORDER_LINES)),
            rx.el.div(
                timeline(rx.Var.create(samples.STEPS)),
                class_name=styles.CARD,
            ),
            class_name=styles.TWO_COLUMNS,
        ),
        staff_orders_table(
            rx.Var.create(samples.STAFF_ROWS),
            picked=rx.Var.create([samples.STAFF_ROWS[0].order_id]),
            handlers=OrderHandlers(
                pick=lambda _order: NOTHING,
                pick_all=NOTHING,
                ask=lambda _order, _step: NOTHING,
            ),
        ),
    )


def _forms() -> tuple[rx.Component, ...]:
    email = Field(name="gallery-email", label="Email address", type="email")
    password = Field(
        name="gallery-password", label="Password", type="password", hint="At least 8 characters."
    )
    return (
        rx.el.div(
            search_form(
                _text(""),
                on_submit=NOTHING,
                on_type=NOTHING,
                suggestions=rx.Var.create(samples.SUGGESTIONS),
                note="",
                field_id="gallery-search",
            ),
            class_name="max-w-md",
        ),
        sort_select(_text("price"), on_change=NOTHING),
        rx.el.div(
            text_field(email, error=_text(""), on_leave=lambda _name, _text: NOTHING),
            password_field(
                password,
                error=_text("Use 8 to 72 characters for your password."),
                on_leave=lambda _name, _text: NOTHING,
            ),
            demo_accounts(
                rx.Var.create(samples.DEMO_ACCOUNTS),
                on_use=lambda _account: NOTHING,
                is_busy=False,
            ),
            class_name=f"{styles.STACK} max-w-md",
        ),
    )


def _messages() -> tuple[rx.Component, ...]:
    return (
        message("Nothing like that in the window", "Try a shorter word.", icon="search-x"),
        resting("The shop can't be reached just now.", on_retry=NOTHING),
    )


def _text(value: str) -> rx.vars.StringVar[str]:
    return rx.Var.create(value)
