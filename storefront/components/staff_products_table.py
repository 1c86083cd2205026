from collections.abc import Sequence

import reflex as rx
from reflex.vars import ArrayVar, ObjectVar

from storefront.api.staff_models import StaffProductRow
from storefront.components.arguments import FormHandler
from storefront.components.product_picture import product_picture
from storefront.components.signs import stock_sign
from storefront.components.staff_fields import COMPACT
from storefront.components.staff_parts import small_button, text_link
from storefront.components.staff_table import WIDE, cell, head_cell, row, staff_table
from storefront.theme import styles


def staff_products_table(
    products: ArrayVar[Sequence[StaffProductRow]],
    *,
    on_save: FormHandler,
    is_busy: rx.Var[bool] | bool = False,
) -> rx.Component:
    """`on_save` takes a row's form: its `id`, `price` and `stock`."""

    def draw(product: ObjectVar[StaffProductRow]) -> rx.Component:
        return row(
            head_cell(
                rx.el.div(
                    product_picture(
                        product.image_url,
                        alt="",
                        tile=product.tile,
                        class_name="size-11 shrink-0 rounded-field",
                    ),
                    text_link(product.name, to=product.href),
                    class_name="flex items-center gap-snug",
                )
            ),
            cell(product.sku, class_name="whitespace-nowrap"),
            cell(product.category),
            cell(stock_sign(product.stock_level, product.stock_label)),
            cell(_price_and_stock(product, on_save=on_save), class_name=WIDE),
            key=product.id,
        )

    return staff_table(
        products,
        draw,
        caption="Products, the newest first",
        columns=("Product", "SKU", "Category", "State", "Price and stock"),
        is_busy=is_busy,
        class_name="md:min-w-[56rem]",
    )


def _price_and_stock(product: ObjectVar[StaffProductRow], *, on_save: FormHandler) -> rx.Component:
    return rx.el.form(
        # Not an argument: Reflex hangs a form's handler above the loop, where no row is known.
        rx.el.input(type="hidden", name="id", value=product.id),
        rx.el.div(
            _number("Price", product, name="price", value=product.price.to(str), width="w-24"),
            _number("Stock", product, name="stock", value=f"{product.stock}", width="w-20"),
            small_button(
                "Save",
                rx.el.span(f" {product.name}", class_name=styles.UNSEEN),
                type="submit",
            ),
            class_name="flex flex-wrap items-center gap-tight md:flex-nowrap",
        ),
        rx.el.p(
            product.conflict,
            role="alert",
            class_name="mt-hair max-w-72 text-tiny text-danger empty:hidden",
        ),
        method="post",
        on_submit=on_save,
        key=product.version,
    )


def _number(
    label: str,
    product: ObjectVar[StaffProductRow],
    *,
    name: str,
    value: rx.Var[str] | str,
    width: str,
) -> rx.Component:
    field_id = f"{name}-{product.id}"
    return rx.el.div(
        rx.el.label(f"{label} of {product.name}", html_for=field_id, class_name=styles.UNSEEN),
        rx.el.input(
            id=field_id,
            name=name,
            type="text",
            input_mode="decimal",
            default_value=value,
            auto_complete="off",
            max_length=12,
            class_name=f"{COMPACT} text-right tabular",
        ),
        class_name=width,
    )
