import reflex as rx

from storefront.components.buttons import quiet_button, quiet_link
from storefront.components.category_chips import category_chips
from storefront.components.message import message, resting
from storefront.components.notes import alert
from storefront.components.product_card import product_grid, product_grid_skeleton
from storefront.components.signs import live_sign
from storefront.components.sort_select import sort_select
from storefront.layout.live import IS_LIVE
from storefront.layout.shell import shell
from storefront.state.catalog import CatalogState
from storefront.theme import styles

_HAS_GOODS = CatalogState.products.length() > 0


def catalog() -> rx.Component:
    return shell(
        rx.el.div(
            _title(),
            live_sign(IS_LIVE),
            class_name="flex items-baseline justify-between gap-base",
        ),
        rx.el.div(
            category_chips(
                CatalogState.categories,
                is_all_selected=(CatalogState.category == "") & (CatalogState.query == ""),
            ),
            class_name="mt-base",
        ),
        _tools(),
        rx.cond(
            CatalogState.error & ~_HAS_GOODS,
            resting(CatalogState.error, on_retry=CatalogState.retry),
            rx.cond(
                _HAS_GOODS,
                _goods(),
                rx.cond(CatalogState.is_loading, product_grid_skeleton(12), _nothing()),
            ),
        ),
        search_text=CatalogState.query,
    )


def _title() -> rx.Component:
    return rx.el.h1(
        rx.cond(
            CatalogState.query,
            f"“{CatalogState.query}”",
            rx.cond(CatalogState.category, CatalogState.category, "Everything in the window"),
        ),
        class_name=styles.TITLE,
    )


def _tools() -> rx.Component:
    return rx.el.div(
        rx.el.p(
            rx.cond(
                _HAS_GOODS,
                CatalogState.shown_label,
                rx.cond(CatalogState.is_loading | CatalogState.error, "", "Nothing found"),
            ),
            role="status",
            class_name="text-small text-soft tabular",
        ),
        rx.cond(
            CatalogState.query,
            rx.el.a("Clear the search", href="/products", class_name=f"{styles.LINK} text-small"),
        ),
        rx.el.div(
            sort_select(CatalogState.sort, on_change=CatalogState.choose_sort),
            class_name="ml-auto",
        ),
        class_name="mt-base mb-room flex min-h-control flex-wrap items-center gap-x-room"
        " gap-y-tight",
    )


def _goods() -> rx.Component:
    return rx.el.div(
        rx.el.h2("Products", class_name=styles.UNSEEN),
        product_grid(CatalogState.products, label="Products"),
        rx.el.div(
            alert(CatalogState.error),
            rx.el.p(CatalogState.shown_label, class_name="text-small text-soft tabular"),
            rx.cond(
                CatalogState.has_more,
                quiet_button(
                    rx.cond(CatalogState.is_loading, "One moment…", "Show more"),
                    on_click=CatalogState.load_more,
                    disabled=CatalogState.is_loading,
                ),
            ),
            class_name="mt-wide flex flex-col items-center gap-snug",
        ),
        custom_attrs={"aria-busy": CatalogState.is_loading},
    )


def _nothing() -> rx.Component:
    return message(
        "Nothing like that in the window",
        "Try a shorter word, or look through everything.",
        quiet_link("See everything", to="/products"),
        icon="search-x",
    )
