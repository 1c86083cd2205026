"""One product: what is written about it, its pictures, its stock, and what all that was before."""

from typing import Final

import reflex as rx
from reflex.vars import ObjectVar

from storefront.api.staff_models import PriceLine, StockLine
from storefront.components.breadcrumbs import breadcrumbs
from storefront.components.message import message, resting
from storefront.components.moment import moment
from storefront.components.notes import note
from storefront.components.signs import stock_sign
from storefront.components.skeleton import bone, waiting
from storefront.components.staff_fields import Entry, compact_input, compact_text
from storefront.components.staff_parts import answers, more_button, panel, small_button, small_link
from storefront.components.staff_question import question
from storefront.components.staff_table import cell, head_cell, number_cell, row, staff_table
from storefront.pages.staff.frame import staff_page
from storefront.pages.staff.product_pictures import alert_of, product_pictures
from storefront.state.staff_product import (
    DEEDS_PART,
    PRICES_PART,
    STOCK_PART,
    TAKE_OUT,
    WORDS_PART,
    StaffProductState,
)
from storefront.theme import styles

NAME: Final = Entry(label="Name", name="name", is_required=True, max_length=200)
SKU: Final = Entry(label="SKU", name="sku", is_required=True, max_length=50)
CATEGORY: Final = Entry(label="Category", name="category", max_length=100)
PRICE: Final = Entry(label="Price", name="price", input_mode="decimal", is_required=True)
BEFORE: Final = Entry(
    label="Price struck through, if any", name="compare_at_price", input_mode="decimal"
)
OPENING: Final = Entry(label="Units in stock", name="stock_quantity", input_mode="numeric")
WORDS: Final = Entry(label="Description", name="description", max_length=1000)
CHANGE: Final = Entry(
    label="Units, like 5 or -2", name="change", field_id="stock-change", is_required=True
)
WHY: Final = Entry(label="Why", name="why", field_id="stock-why", is_required=True, max_length=200)
_IT: Final = StaffProductState.product


def product() -> rx.Component:
    return staff_page(
        rx.cond(_IT.name, _IT.name, "Product").to(str),
        breadcrumbs(("Products", "/staff/products"), here=_IT.name),
        _leaving(),
        rx.cond(
            StaffProductState.is_missing,
            message("No such product", "The number may have a slip in it.", icon="package-x"),
            rx.cond(_IT.href, _details(), _without_product()),
        ),
        here="/staff/products",
        beside=rx.cond(_IT.href, _deeds()),
    )


def new_product() -> rx.Component:
    return staff_page(
        "New product",
        breadcrumbs(("Products", "/staff/products"), here="New product"),
        rx.el.div(
            rx.cond(StaffProductState.copied_from, _about_the_copy()),
            panel("What it is", _form(is_new=True)),
            class_name=f"{styles.STACK} mt-base max-w-2xl",
        ),
        here="/staff/products",
    )


def _deeds() -> rx.Component:
    return rx.el.div(
        stock_sign(_IT.stock_level, _IT.stock_label),
        small_link("In the shop", to=f"/products/{_IT.id}"),
        small_link("Changes", to=f"/staff/audit?kind=product&id={_IT.id}"),
        small_link("Duplicate", to=f"/staff/products/new?copy={_IT.id}"),
        rx.cond(
            _IT.is_active,
            small_button("Take out of the shop", on_click=StaffProductState.ask(TAKE_OUT)),
            small_button("Put back into the shop", on_click=StaffProductState.put_back),
        ),
        class_name=styles.ROW,
    )


def _leaving() -> rx.Component:
    return rx.el.div(
        rx.cond(
            StaffProductState.step == TAKE_OUT,
            question(
                rx.el.p(
                    "Take ", rx.el.strong(_IT.name), " out of the shop?", class_name="text-small"
                ),
                rx.el.p(
                    "Nobody can see or buy it until you put it back. Orders that name it stay.",
                    class_name=styles.SOFT,
                ),
                answers(
                    "Take out",
                    is_busy=StaffProductState.is_busy,
                    on_yes=StaffProductState.take_out,
                    on_never_mind=StaffProductState.never_mind,
                ),
                label="Confirm taking it out",
                key=TAKE_OUT,
            ),
        ),
        alert_of(DEEDS_PART),
        class_name=f"mt-base {styles.UNLESS_SILENT}",
    )


def _about_the_copy() -> rx.Component:
    return note(
        f"It begins as {StaffProductState.copied_from}. Its pictures are not copied: add some when"
        " it is saved.",
        rx.cond(_IT.is_active, "", " As the first one, it is out of the shop until you put it in."),
        tone="sky",
    )


def _details() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            panel("What it is", _form(is_new=False)),
            panel("Pictures", product_pictures()),
            class_name=styles.STACK,
        ),
        rx.el.div(
            panel("Stock", _stock()),
            panel("Prices until now", _prices()),
            class_name=styles.STACK,
        ),
        class_name="mt-base grid grid-cols-[minmax(0,1fr)] items-start gap-room"
        " lg:grid-cols-[repeat(2,minmax(0,1fr))]",
    )


def _form(*, is_new: bool) -> rx.Component:
    opening = compact_input(OPENING, value="0") if is_new else rx.fragment()
    return rx.el.form(
        compact_input(NAME, value=_IT.name),
        rx.el.div(
            compact_input(SKU, value=_IT.sku),
            compact_input(CATEGORY, value=_IT.category),
            compact_input(PRICE, value=_IT.price),
            compact_input(BEFORE, value=_IT.compare_at_price),
            opening,
            class_name="grid gap-snug sm:grid-cols-2",
        ),
        compact_text(WORDS, value=_IT.description, rows=5),
        alert_of(WORDS_PART),
        rx.el.div(
            rx.el.button(
                rx.cond(StaffProductState.is_busy, "Saving…", "Save"),
                type="submit",
                disabled=StaffProductState.is_busy,
                class_name=styles.DARK,
            ),
            rx.fragment()
            if is_new
            else rx.cond(
                (StaffProductState.part == WORDS_PART) & (StaffProductState.error != ""),
                small_button("Show it as it is now", on_click=StaffProductState.look_again),
            ),
            class_name="flex gap-tight",
        ),
        method="post",
        on_submit=StaffProductState.save,
        class_name="flex flex-col gap-snug",
    )


def _stock() -> rx.Component:
    def line(one: ObjectVar[StockLine]) -> rx.Component:
        return row(
            cell(moment(one.at), class_name="whitespace-nowrap"),
            cell(one.what),
            number_cell(one.change),
            number_cell(one.left),
            cell(one.who),
            key=one.key,
        )

    return rx.el.div(
        rx.el.p(rx.el.strong(_IT.stock), " can be bought now.", class_name="text-small"),
        rx.el.form(
            compact_input(CHANGE),
            compact_input(WHY, class_name="grow"),
            small_button("Change the stock", type="submit"),
            method="post",
            on_submit=StaffProductState.adjust_stock,
            key=f"counted {StaffProductState.counted}",
            class_name="flex flex-wrap items-end gap-snug",
        ),
        alert_of(STOCK_PART),
        staff_table(
            StaffProductState.stock_lines,
            line,
            caption="What happened to the stock, the newest first",
            columns=("When", "What", "Units", "Left", "Who"),
            class_name="md:min-w-[32rem]",
        ),
        more_button(
            StaffProductState.has_more_stock,
            is_busy=StaffProductState.is_busy,
            on_click=StaffProductState.more_stock,
        ),
        class_name="flex flex-col gap-snug",
    )


def _prices() -> rx.Component:
    def line(one: ObjectVar[PriceLine]) -> rx.Component:
        return row(
            head_cell(one.price), cell(one.before), cell("since ", moment(one.at)), key=one.key
        )

    return rx.el.div(
        alert_of(PRICES_PART),
        staff_table(
            StaffProductState.price_lines,
            line,
            caption="Prices, the newest first",
            columns=("Cost", "Instead of", "When"),
            class_name="",
        ),
        more_button(
            StaffProductState.has_more_prices,
            is_busy=StaffProductState.is_busy,
            on_click=StaffProductState.more_prices,
        ),
    )


def _without_product() -> rx.Component:
    return rx.cond(
        StaffProductState.error,
        resting(StaffProductState.error, on_retry=StaffProductState.load),
        waiting(bone("h-96 w-full rounded-card"), label="Fetching the product"),
    )
