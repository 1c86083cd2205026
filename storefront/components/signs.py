"""Small true statements: what is in stock, where an order is, whether the page is live."""

import reflex as rx

from storefront.theme import styles


def stock_sign(
    level: rx.Var[str], label: rx.Var[str], *, class_name: str = styles.SIGN
) -> rx.Component:
    return rx.el.span(
        rx.el.span(class_name="dot", custom_attrs={"aria-hidden": "true"}),
        rx.el.span(label, key=label, class_name="news"),
        class_name=class_name,
        custom_attrs={"data-stock": level},
    )


def status_badge(status: rx.Var[str], label: rx.Var[str]) -> rx.Component:
    return rx.el.span(
        label, key=status, class_name=f"{styles.BADGE} news", custom_attrs={"data-status": status}
    )


def sold_out_badge() -> rx.Component:
    return rx.el.span("Sold out", class_name=f"{styles.BADGE} bg-grey")


def live_sign(is_connected: rx.Var[bool]) -> rx.Component:
    return rx.cond(
        is_connected,
        rx.el.span(
            rx.el.span(class_name="dot", custom_attrs={"aria-hidden": "true"}),
            "Live",
            class_name=f"{styles.LIVE_SIGN} text-in-stock",
        ),
        rx.el.span("Not live", class_name=f"{styles.LIVE_SIGN} text-soft"),
    )


def live_dot() -> rx.Component:
    return rx.el.span(class_name="dot dot-live", custom_attrs={"aria-hidden": "true"})
