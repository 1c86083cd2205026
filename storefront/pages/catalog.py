import reflex as rx

from storefront.api.models import CategoryFacet
from storefront.components.buttons import quiet_button, quiet_link
from storefront.components.filters import (
    applied_tags,
    category_filter,
    price_filter,
    stock_filter,
)
from storefront.components.first_html import until_awake
from storefront.components.message import message, resting
from storefront.components.notes import alert, whisper
from storefront.components.product_card import product_grid, product_grid_skeleton
from storefront.components.signs import live_sign
from storefront.components.sort_select import sort_select
from storefront.layout.live import IS_LIVE
from storefront.layout.shell import shell
from storefront.state.catalog import CatalogState
from storefront.theme import styles
from storefront.web.first_html import words

_HAS_GOODS = CatalogState.products.length() > 0
_FACETS = CatalogState.facets


def catalog() -> rx.Component:
    return shell(
        until_awake(_list(), is_awake=CatalogState.is_awake),
        whisper(CatalogState.note),
        search_text=CatalogState.searched,
    )


def _list() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            _title(),
            # What cannot be shown is not live either.
            rx.cond(CatalogState.error, rx.fragment(), live_sign(IS_LIVE)),
            class_name=styles.HEADLINE,
        ),
        _filters(),
        _tools(),
        rx.cond(
            CatalogState.error & ~_HAS_GOODS,
            resting(
                CatalogState.error, on_retry=CatalogState.retry, title=CatalogState.error_title
            ),
            rx.cond(
                _HAS_GOODS,
                _goods(),
                rx.cond(
                    CatalogState.is_loading,
                    product_grid_skeleton(12),
                    rx.cond(CatalogState.is_past_end, _past_end(), _nothing()),
                ),
            ),
        ),
    )


def _title() -> rx.Component:
    return rx.el.h1(
        rx.cond(
            CatalogState.query,
            f"“{CatalogState.query}”",
            rx.cond(CatalogState.category, CatalogState.category, words.WHOLE_WINDOW),
        ),
        class_name=styles.TITLE,
    )


def _filters() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Filters", class_name=styles.UNSEEN),
        category_filter(
            _FACETS.categories.to(list[CategoryFacet]),
            on_toggle=CatalogState.toggle_category,
            is_loading=CatalogState.is_loading,
        ),
        rx.el.div(
            price_filter(
                low=CatalogState.min_price,
                high=CatalogState.max_price,
                lowest=_FACETS.lowest_price,
                highest=_FACETS.highest_price,
                error=CatalogState.price_error,
                on_submit=CatalogState.choose_prices,
            ),
            stock_filter(
                is_on=CatalogState.is_in_stock,
                count=_FACETS.in_stock,
                is_counted=_FACETS.is_counted,
                on_toggle=CatalogState.toggle_stock,
            ),
            rx.el.div(
                sort_select(
                    CatalogState.sort,
                    is_search=CatalogState.query != "",
                    on_change=CatalogState.choose_sort,
                ),
                class_name="sm:ml-auto",
            ),
            class_name=styles.NARROWING,
        ),
        class_name="mt-base",
    )


def _tools() -> rx.Component:
    return rx.el.div(
        rx.el.p(
            rx.cond(
                CatalogState.is_loading,
                "",
                rx.cond(CatalogState.error, "", CatalogState.found_label),
            ),
            role="status",
            class_name="text-small text-soft tabular",
        ),
        applied_tags(CatalogState.filters, clear_href=CatalogState.clear_href),
        rx.cond(
            CatalogState.query,
            rx.el.a("Clear the search", href="/products", class_name=f"{styles.LINK} text-small"),
        ),
        class_name=styles.FOUND,
    )


def _goods() -> rx.Component:
    return rx.el.div(
        rx.el.h2("Products", class_name=styles.UNSEEN),
        rx.el.div(product_grid(CatalogState.products, label="Products"), key=CatalogState.list_key),
        rx.el.div(
            alert(CatalogState.error),
            rx.el.p(CatalogState.shown_label, class_name="text-small text-soft tabular"),
            rx.el.div(
                rx.cond(
                    CatalogState.earlier_href,
                    quiet_link(words.EARLIER, to=CatalogState.earlier_href),
                ),
                rx.cond(
                    CatalogState.has_more,
                    quiet_button(
                        rx.cond(CatalogState.is_loading, "One moment…", words.MORE),
                        on_click=CatalogState.load_more,
                        disabled=CatalogState.is_loading,
                    ),
                    rx.cond(
                        CatalogState.error, quiet_button("Try again", on_click=CatalogState.retry)
                    ),
                ),
                class_name=styles.WAYS_ON,
            ),
            class_name=styles.GOES_ON,
        ),
        custom_attrs={"aria-busy": CatalogState.is_loading},
    )


def _past_end() -> rx.Component:
    return message(
        words.PAST_END,
        words.WHY_PAST_END,
        quiet_link(words.FROM_THE_START, to=CatalogState.first_href),
        icon="search-x",
    )


def _nothing() -> rx.Component:
    return rx.el.div(
        message(
            words.NOTHING,
            rx.cond(
                CatalogState.filter_count > 0,
                words.TAKE_ONE_OFF,
                words.SHORTER,
            ),
            rx.cond(
                CatalogState.filter_count > 0,
                quiet_link("Take all filters off", to=CatalogState.clear_href),
            ),
            quiet_link("See everything", to="/products"),
            icon="search-x",
        ),
        rx.cond(
            CatalogState.picks.length() > 0,
            rx.el.section(
                rx.el.h2("Perhaps one of these", class_name=f"{styles.HEADING} mb-room"),
                product_grid(CatalogState.picks[0:4], label="Perhaps one of these"),
            ),
        ),
    )
