"""What narrows the catalogue down; each says how much there would be of it."""

from collections.abc import Callable, Sequence

import reflex as rx
from reflex.vars import ArrayVar, ObjectVar

from storefront.api.models import AppliedFilter, CategoryFacet
from storefront.components.arguments import Flag, FormHandler, Handler
from storefront.components.buttons import quiet_button
from storefront.components.skeleton import bone
from storefront.theme import styles


def category_filter(
    facets: ArrayVar[Sequence[CategoryFacet]],
    *,
    on_toggle: Callable[[rx.Var[str]], Handler],
    is_loading: Flag = False,
) -> rx.Component:
    """Several may be on at once. Takes no room where there is nothing to choose from."""
    has_some = facets.length() > 0

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

    row = rx.el.ul(
        rx.cond(
            has_some,
            rx.foreach(facets, chip),
            rx.fragment(*(rx.el.li(bone("h-control w-24 rounded-full")) for _ in range(6))),
        ),
        role="list",
        class_name=styles.CATEGORY_ROW,
        custom_attrs={"aria-label": "Categories"},
    )
    return rx.cond(has_some | is_loading, row)


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
            method="get",
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
                    class_name=styles.CLEAR_TAGS,
                )
            ),
            role="list",
            class_name=styles.FILTER_TAGS,
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
