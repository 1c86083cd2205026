from typing import Final

import reflex as rx
from reflex.vars import ObjectVar

from storefront.api.models import ProductCard
from storefront.components.buttons import buy_link, quiet_link
from storefront.components.category_tiles import category_tiles
from storefront.components.first_html import until_awake
from storefront.components.message import resting
from storefront.components.notes import whisper
from storefront.components.product_card import product_grid, product_grid_skeleton
from storefront.components.product_picture import goods
from storefront.components.signs import live_dot, live_sign
from storefront.layout.live import IS_LIVE
from storefront.layout.shell import shell
from storefront.state.catalog import CatalogState
from storefront.theme import styles
from storefront.web.first_html import words

_ON_STAGE = CatalogState.picks[0:3]
_PROMISES: Final = (
    ("eye", "True stock, true prices", "They change here the moment they change in the shop."),
    ("shopping-bag", "Your cart stays", "Close the page, come back, sign in: it is still there."),
    ("undo-2", "Change your mind", "You can cancel an order yourself until it is shipped."),
)


def home() -> rx.Component:
    return shell(
        until_awake(
            rx.fragment(
                _hero(),
                rx.cond(
                    CatalogState.error & (CatalogState.newest.length() == 0),
                    resting(
                        CatalogState.error,
                        on_retry=CatalogState.retry,
                        title=CatalogState.error_title,
                    ),
                    rx.fragment(_shelves(), _new(), _picks()),
                ),
                _promises(),
            ),
            is_awake=CatalogState.is_awake,
        ),
        whisper(CatalogState.note),
    )


def _hero() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h1(words.HEADLINE, class_name=styles.DISPLAY),
            rx.el.p(words.LEAD, class_name=styles.HERO_LEAD),
            rx.el.div(buy_link("Browse the window", to="/products"), class_name="mt-tight"),
            class_name="flex flex-col gap-room",
        ),
        _stage(),
        class_name=styles.HERO,
    )


def _stage() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.foreach(_ON_STAGE[0:1], _ticket),
            class_name=styles.STAGE_SIGN,
        ),
        rx.foreach(_ON_STAGE, _actor),
        class_name=styles.STAGE,
    )


def _ticket(product: ObjectVar[ProductCard]) -> rx.Component:
    return rx.el.a(
        live_dot(),
        rx.el.span(
            rx.el.strong(product.name, class_name="block font-bold"),
            rx.cond(
                product.stock_level == "in",
                rx.el.span(product.stock, " in stock right now"),
                rx.el.span(product.stock_label, ", right now"),
            ),
            key=product.stock,
            class_name="news",
        ),
        href=product.href,
        class_name=styles.TICKET,
    )


def _actor(product: ObjectVar[ProductCard]) -> rx.Component:
    return rx.el.a(
        goods(
            product.image_url,
            alt=product.name,
            class_name=styles.ACTOR_PICTURE,
            is_first=True,
        ),
        href=product.href,
        key=product.id,
        class_name=styles.ACTOR,
    )


def _shelves() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Shelf by shelf", class_name=styles.HEADING, id="shelves"),
        rx.el.div(
            category_tiles(CatalogState.categories),
            class_name="mt-base",
        ),
        class_name=styles.PART,
        custom_attrs={"aria-labelledby": "shelves"},
    )


def _new() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2("New in the window", class_name=styles.HEADING, id="new"),
            live_sign(IS_LIVE),
            class_name="mb-base flex items-baseline justify-between gap-base",
        ),
        rx.cond(
            CatalogState.newest.length() == 0,
            product_grid_skeleton(4),
            product_grid(CatalogState.newest, label="New in the window"),
        ),
        class_name=styles.PART,
        custom_attrs={"aria-labelledby": "new"},
    )


def _picks() -> rx.Component:
    return rx.el.section(
        rx.el.h2("One from every shelf", class_name=f"{styles.HEADING} mb-base", id="picks"),
        rx.cond(
            CatalogState.picks.length() == 0,
            product_grid_skeleton(8),
            product_grid(CatalogState.picks, label="One from every shelf"),
        ),
        rx.el.div(
            quiet_link("See everything", to="/products"), class_name="mt-wide flex justify-center"
        ),
        class_name=f"{styles.PART} [&:has([aria-hidden=true]>.skeleton)]:opacity-70",
        custom_attrs={"aria-labelledby": "picks"},
    )


def _promises() -> rx.Component:
    """Only what the shop really does."""
    return rx.el.ul(
        *(
            rx.el.li(
                rx.icon(icon, size=22, class_name="shrink-0 text-accent", aria_hidden=True),
                rx.el.div(
                    rx.el.p(title, class_name="font-medium"),
                    rx.el.p(text, class_name=styles.SOFT),
                ),
                class_name="flex gap-snug",
            )
            for icon, title, text in _PROMISES
        ),
        role="list",
        class_name=f"{styles.PART} grid gap-room rounded-tile bg-sunken p-room md:grid-cols-3"
        " md:p-wide",
    )
