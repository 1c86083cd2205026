from collections.abc import Sequence

import reflex as rx
from reflex.vars import ArrayVar, ObjectVar

from storefront.api.models import CategoryChip
from storefront.components.skeleton import bone
from storefront.theme import styles


def category_chips(
    chips: ArrayVar[Sequence[CategoryChip]], *, is_all_selected: rx.Var[bool] | bool
) -> rx.Component:
    return rx.el.nav(
        rx.el.ul(
            rx.el.li(
                rx.el.a(
                    "All",
                    href="/products",
                    class_name=styles.CHIP,
                    custom_attrs={"aria-current": rx.cond(is_all_selected, "page", "false")},
                )
            ),
            rx.cond(
                chips.length() > 0,
                rx.foreach(chips, _chip),
                rx.fragment(
                    *(rx.el.li(bone("h-control w-24 rounded-full")) for _ in range(5)),
                ),
            ),
            # One row that slides under a finger; all of them in sight where there is room.
            class_name="slider -mx-base flex gap-tight overflow-x-auto px-base py-hair"
            " md:mx-0 md:flex-wrap md:overflow-visible md:px-0",
        ),
        custom_attrs={"aria-label": "Categories"},
    )


def _chip(chip: ObjectVar[CategoryChip]) -> rx.Component:
    return rx.el.li(
        rx.el.a(
            chip.name,
            rx.el.span(chip.count, class_name="text-tiny tabular opacity-80"),
            href=chip.href,
            class_name=styles.CHIP,
            custom_attrs={"aria-current": rx.cond(chip.is_selected, "page", "false")},
        ),
        key=chip.name,
    )
