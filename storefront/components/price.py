import reflex as rx

from storefront.theme import styles


def price_tag(
    price: rx.Var[str], before: rx.Var[str], *, class_name: str = styles.PRICE
) -> rx.Component:
    """What it costs, and what it cost before when that was more."""
    return rx.el.p(
        rx.el.span(price, key=price, class_name=f"{class_name} news"),
        rx.cond(
            before,
            rx.el.span(
                rx.el.span(" instead of ", class_name=styles.UNSEEN),
                rx.el.s(before, class_name=styles.PRICE_BEFORE),
                class_name="text-small",
            ),
        ),
        class_name=styles.PRICE_TAG,
    )
