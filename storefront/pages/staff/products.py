from typing import Final

import reflex as rx
from reflex.vars import ObjectVar

from storefront.api.staff_models import CategoryChoice
from storefront.components.message import message, resting
from storefront.components.notes import alert
from storefront.components.skeleton import bone, waiting
from storefront.components.staff_fields import Entry, compact_input, compact_select
from storefront.components.staff_parts import (
    count_line,
    export_link,
    filter_bar,
    more_button,
    small_link,
)
from storefront.components.staff_products_table import staff_products_table
from storefront.pages.staff.frame import staff_page
from storefront.state.staff_products import SHOWN, StaffProductsState

FIND: Final = Entry(label="Name, SKU or words", name="q", field_id="find", type="search")
CATEGORY: Final = Entry(label="Category", name="category", field_id="of-category")
WHICH: Final = Entry(label="Which", name="shown", field_id="which")
CHOICES: Final = (("", "All"), *((name, name.capitalize()) for name in SHOWN))
_ASKED: Final = StaffProductsState.filters


def products() -> rx.Component:
    return staff_page(
        "Products",
        filter_bar(
            compact_input(FIND, value=_ASKED["q"], class_name="grow basis-60"),
            compact_select(
                CATEGORY,
                rx.foreach(StaffProductsState.categories, _category),
                options=(("", "All"),),
                value=_ASKED["category"],
            ),
            compact_select(WHICH, options=CHOICES, value=_ASKED["shown"]),
            on_submit=StaffProductsState.search,
            label="Find products",
        ),
        rx.cond(StaffProductsState.products.length() > 0, _table(), _without_products()),
        here="/staff/products",
        beside=rx.el.div(
            export_link(StaffProductsState.export_href),
            small_link("Import", to="/staff/products/import"),
            small_link("New product", to="/staff/products/new"),
            class_name="flex flex-wrap gap-tight",
        ),
    )


def _category(choice: ObjectVar[CategoryChoice]) -> rx.Component:
    return rx.el.option(choice.label, value=choice.name, key=choice.name)


def _table() -> rx.Component:
    return rx.el.div(
        count_line(
            StaffProductsState.products.length(), total=StaffProductsState.total, noun="products"
        ),
        alert(StaffProductsState.error),
        staff_products_table(
            StaffProductsState.products,
            on_save=StaffProductsState.save,
            is_busy=StaffProductsState.is_loading,
        ),
        more_button(
            StaffProductsState.has_more,
            is_busy=StaffProductsState.is_busy,
            on_click=StaffProductsState.load_more,
        ),
        class_name="flex flex-col gap-snug",
    )


def _without_products() -> rx.Component:
    return rx.cond(
        StaffProductsState.error,
        resting(StaffProductsState.error, on_retry=StaffProductsState.load),
        rx.cond(
            StaffProductsState.is_loading,
            waiting(bone("h-96 w-full rounded-card"), label="Fetching the products"),
            message("No products here", "None fits what you asked for.", icon="package"),
        ),
    )
