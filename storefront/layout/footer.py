import reflex as rx

from storefront.components.color_mode import color_mode_choice
from storefront.theme import styles


def footer() -> rx.Component:
    return rx.el.footer(
        rx.el.div(
            rx.el.p("Vitrine, a shop whose window is alive.", class_name=styles.SOFT),
            rx.el.nav(
                _way("Shop", to="/products"),
                _way("Cart", to="/cart"),
                _way("Orders", to="/orders"),
                class_name="flex gap-room md:ml-auto",
                custom_attrs={"aria-label": "Footer"},
            ),
            color_mode_choice("color-mode"),
            class_name=f"{styles.COLUMN} flex flex-wrap items-center gap-x-room gap-y-base py-room",
        ),
        class_name="border-t border-line",
    )


def _way(label: str, *, to: str) -> rx.Component:
    return rx.el.a(
        label,
        href=to,
        class_name="inline-flex min-h-control items-center text-small text-soft"
        " underline-offset-4 hover:underline",
    )
