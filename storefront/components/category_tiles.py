from collections.abc import Sequence

import reflex as rx
from reflex.vars import ArrayVar, ObjectVar

from storefront.api.models import CategoryChip
from storefront.components.product_picture import goods
from storefront.components.skeleton import bone
from storefront.theme import styles


def category_tiles(categories: ArrayVar[Sequence[CategoryChip]]) -> rx.Component:
    """Each with something that stands on that shelf."""
    return rx.el.ul(
        rx.cond(
            categories.length() > 0,
            rx.foreach(categories, _tile),
            rx.fragment(*(rx.el.li(bone("h-28 rounded-card")) for _ in range(8))),
        ),
        role="list",
        class_name=styles.SHELVES,
    )


def _tile(category: ObjectVar[CategoryChip]) -> rx.Component:
    return rx.el.li(
        rx.el.a(
            rx.el.span(
                rx.el.span(category.name, class_name=styles.SHELF_NAME),
                rx.el.span(
                    category.count,
                    rx.cond(category.count == 1, " thing", " things"),
                    class_name="text-small",
                ),
                class_name="min-w-0 self-end",
            ),
            goods(
                category.image_url,
                alt="",
                class_name=styles.SHELF_PICTURE,
            ),
            href=category.href,
            class_name=styles.SHELF,
            custom_attrs={"data-tile": category.tile},
        ),
        key=category.name,
    )
