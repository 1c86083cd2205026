"""What narrows the catalogue down; each says how much there would be of it."""

from collections.abc import Callable, Sequence

import reflex as rx
from reflex.vars import ArrayVar, ObjectVar

from storefront.api.models import AppliedFilter, CategoryFacet
from storefront.components.arguments import FormHandler, Handler
from storefront.components.buttons import quiet_button
from storefront.components.skeleton import bone
from storefront.theme import styles


def category_filter(
    facets: ArrayVar[Sequence[CategoryFacet]],
    *,
    is_loading: rx.Var[bool] | bool,
    on_toggle: Callable[[rx.Var[str]], Handler],
) -> rx.Component:
    """Several may be on at once. A search that finds nothing has no categories either."""

    def chip(facet: ObjectVar[CategoryFacet]) -> rx.Component:
        return rx.el.li(
            rx.el.button(
                facet.name,
                _count(facet.count),
                type="button",
                on_click=on_toggle(facet.name),
                class_name=styles.CHIP,
                custom_attrs={"aria-pressed": rx.cond(facet.is_selected, "true", "false")},
            ),
            key=facet.name,
        )

    bones = rx.fragment(*(rx.el.li(bone("h-control w-24 rounded-full")) for _ in range(6)))
    return rx.cond(
        facets.length() > 0,
        _row(rx.foreach(facets, chip)),
        rx.cond(is_loading, _row(bones)),
    )


def _row(chips: rx.Component) -> rx.Component:
    return rx.el.ul(
        chips,
        role="list",
        # One row that slides under a finger; all of them in sight where there is room.
        class_name="-mx-base flex gap-tight overflow-x-auto px-base py-hair"
        " md:mx-0 md:flex-wrap md:overflow-visible md:px-0",
        custom_attrs={"aria-label": "Categories"},
    )


def stock_filter(
    *, is_on: rx.Var[bool], count: rx.Var[int], is_counted: rx.Var[bool], on_toggle: Handler
) -> rx.Component:
    return rx.el.button(
        "In stock",
        rx.cond(is_counted, _count(count)),
        type="button",
        on_click=on_toggle,
        class_name=styles.CHIP,
        custom_attrs={"aria-pressed": rx.cond(is_on, "true", "false")},
    )


def price_filter(
    *,
    low: rx.Var[str],
    high: rx.Var[str],
    lowest: rx.Var[str],
    highest: rx.Var[str],
    error: rx.Var[str],
    on_submit: FormHandler,
) -> rx.Component:
    """`lowest` and `highest` are what there is; they stand in the empty fields."""
    return rx.el.details(
        rx.el.summary(
            "Price",
            rx.icon("chevron-down", size=16, aria_hidden=True),
            class_name=f"{styles.CHIP} list-none [&::-webkit-details-marker]:hidden",
        ),
        rx.el.form(
            rx.el.div(
                _price_field("min_price", "From", value=low, hint=lowest),
                _price_field("max_price", "To", value=high, hint=highest),
                class_name="grid grid-cols-2 gap-snug",
            ),
            rx.el.p(
                error,
                id="price-error",
                role="alert",
                class_name="text-small text-danger empty:hidden",
            ),
            quiet_button("Show these", type="submit"),
            on_submit=on_submit,
            class_name=f"{styles.FLOATING} absolute z-20 mt-tight flex w-72 flex-col"
            " gap-snug p-base",
        ),
        # Anew, and so closed, when the address has another price.
        key=f"{low}-{high}",
        class_name="relative",
    )


def applied_tags(
    filters: ArrayVar[Sequence[AppliedFilter]], *, clear_href: rx.Var[str]
) -> rx.Component:
    def tag(found: ObjectVar[AppliedFilter]) -> rx.Component:
        return rx.el.li(
            rx.el.a(
                found.label,
                rx.icon("x", size=14, aria_hidden=True),
                rx.el.span(", take this filter off", class_name=styles.UNSEEN),
                href=found.href,
                class_name=styles.TAG,
            ),
            key=found.label,
        )

    return rx.cond(
        filters.length() > 0,
        rx.el.ul(
            rx.foreach(filters, tag),
            rx.el.li(
                rx.el.a(
                    "Clear all",
                    href=clear_href,
                    class_name=f"{styles.LINK} inline-flex min-h-8 items-center text-small",
                )
            ),
            role="list",
            class_name="flex flex-wrap items-center gap-tight",
            custom_attrs={"aria-label": "Filters that are on"},
        ),
    )


def _price_field(name: str, label: str, *, value: rx.Var[str], hint: rx.Var[str]) -> rx.Component:
    return rx.el.div(
        rx.el.label(label, html_for=name, class_name="text-small font-medium"),
        rx.el.input(
            id=name,
            name=name,
            type="text",
            input_mode="decimal",
            auto_complete="off",
            default_value=value,
            placeholder=hint,
            max_length=12,
            class_name=f"{styles.FIELD} min-h-control",
            custom_attrs={"aria-describedby": "price-error"},
        ),
        class_name="flex min-w-0 flex-col gap-hair",
    )


def _count(count: rx.Var[int]) -> rx.Component:
    return rx.el.span(count, class_name="text-tiny tabular opacity-80")
