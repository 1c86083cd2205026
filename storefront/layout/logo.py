import reflex as rx

from storefront.theme import styles


def logo() -> rx.Component:
    return rx.el.span(
        "Vitrine",
        rx.el.span(class_name="ml-[0.15em] inline-block size-[0.36em] rounded-full bg-accent"),
        class_name=f"{styles.LOGO} inline-flex min-h-control items-baseline pt-1",
    )
