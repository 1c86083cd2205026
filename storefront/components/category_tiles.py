from collections.abc import Sequence

import reflex as rx
from reflex.vars import ArrayVar, ObjectVar

from storefront.api.models import CategoryChip
from storefront.components.product_picture import goods
from storefront.components.skeleton import bone


def category_tiles(categories: ArrayVar[Sequence[CategoryChip]]) -> rx.Component:
    """Each with something that stands on that shelf."""
    return rx.el.ul(
        rx.cond(
            categories.length() > 0,
            rx.foreach(categories, _tile),
            rx.fragment(*(rx.el.li(bone("h-28 rounded-card")) for _ in range(8))),
        ),
        role="list",
        class_name="grid grid-cols-2 gap-snug md:grid-cols-4 md:gap-base",
    )


def _tile(category: ObjectVar[CategoryChip]) -> rx.Component:
    return rx.el.li(
        rx.el.a(
            rx.el.span(
                rx.el.span(
                    category.name,
                    class_name="block font-display text-body font-bold whitespace-nowrap"
                    " sm:text-lead",
                ),
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
                class_name="goods size-14 shrink-0 object-contain transition-transform"
                " duration-calm group-hover:scale-105 sm:size-20",
            ),
            href=category.href,
            class_name="group flex h-28 items-center justify-between gap-tight overflow-hidden"
            " rounded-card p-snug text-ink sm:p-base",
            custom_attrs={"data-tile": category.tile},
        ),
        key=category.name,
    )
