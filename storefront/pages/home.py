import reflex as rx
from reflex.vars import ObjectVar

from storefront.api.models import ProductCard
from storefront.components.buttons import buy_link, quiet_link
from storefront.components.category_chips import category_chips
from storefront.components.message import resting
from storefront.components.product_card import product_grid, product_grid_skeleton
from storefront.components.product_picture import goods
from storefront.components.signs import live_dot, live_sign
from storefront.layout.live import IS_LIVE
from storefront.layout.shell import shell
from storefront.state.catalog import CatalogState
from storefront.theme import styles

# The last of the picks stand on the stage: the first ones open the grid below.
_ON_STAGE = CatalogState.picks[5:8]


def home() -> rx.Component:
    return shell(_hero(), _window())


def _hero() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h1("Good things, still here when you click.", class_name=styles.DISPLAY),
            rx.el.p(
                "Stock and prices on this page are true right now. "
                "When someone buys the last teapot, you see it go.",
                class_name=f"{styles.LEAD} max-w-[35rem]",
            ),
            rx.el.div(buy_link("Browse the window", to="/products"), class_name="mt-tight"),
            class_name="flex flex-col gap-room",
        ),
        _stage(),
        class_name="grid items-center gap-wide pb-hall md:grid-cols-2 lg:gap-15",
    )


def _stage() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.foreach(_ON_STAGE[0:1], _ticket),
            class_name="absolute top-[6%] left-[5%] z-10",
        ),
        rx.foreach(_ON_STAGE, _actor),
        class_name="stage relative aspect-[5/4] overflow-hidden rounded-tile bg-tile-0",
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
        class_name="flex items-center gap-snug rounded-panel bg-card py-snug pr-base pl-[1.125rem]"
        " text-small leading-snug shadow-floating",
    )


def _actor(product: ObjectVar[ProductCard]) -> rx.Component:
    return rx.el.a(
        goods(
            product.image_url,
            alt=product.name,
            class_name="goods h-auto w-full object-contain",
            is_first=True,
        ),
        href=product.href,
        key=product.id,
        class_name="actor absolute rounded-card",
    )


def _window() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2("In the window", class_name=styles.HEADING, id="window"),
            live_sign(IS_LIVE),
            class_name="flex items-baseline justify-between gap-base",
        ),
        rx.el.div(
            category_chips(CatalogState.categories, is_all_selected=False),
            class_name="mt-base mb-room",
        ),
        rx.cond(
            CatalogState.error & (CatalogState.picks.length() == 0),
            resting(CatalogState.error, on_retry=CatalogState.retry),
            rx.cond(
                CatalogState.picks.length() == 0,
                product_grid_skeleton(8),
                rx.fragment(
                    product_grid(CatalogState.picks, label="In the window"),
                    rx.el.div(
                        quiet_link("See everything", to="/products"),
                        class_name="mt-wide flex justify-center",
                    ),
                ),
            ),
        ),
        custom_attrs={"aria-labelledby": "window"},
    )
