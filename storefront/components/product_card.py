from collections.abc import Sequence

import reflex as rx
from reflex.vars import ArrayVar, ObjectVar

from storefront.api.models import ProductCard
from storefront.components.price import price_tag
from storefront.components.product_picture import card_picture
from storefront.components.signs import stock_sign
from storefront.components.skeleton import bone
from storefront.theme import styles


def product_card(product: ObjectVar[ProductCard]) -> rx.Component:
    return rx.el.li(
        rx.el.article(
            card_picture(product, class_name=styles.CARD_PICTURE),
            rx.el.h3(
                rx.el.a(
                    product.name,
                    href=product.href,
                    class_name=styles.CARD_LINK,
                ),
                class_name=styles.CARD_NAME,
            ),
            rx.el.p(product.category, class_name=styles.SOFT),
            rx.el.div(
                price_tag(product.price, product.compare_at_price),
                stock_sign(product.stock_level, product.stock_label),
                class_name=styles.CARD_OFFER,
            ),
            class_name="group relative",
        ),
        key=product.id,
    )


def product_grid(products: ArrayVar[Sequence[ProductCard]], *, label: str) -> rx.Component:
    return rx.el.ul(
        rx.foreach(products, product_card),
        class_name=styles.GOODS_GRID,
        custom_attrs={"aria-label": label},
    )


def product_grid_skeleton(count: int) -> rx.Component:
    return rx.el.div(
        *(_card_skeleton() for _ in range(count)),
        class_name=styles.GOODS_GRID,
        custom_attrs={"aria-hidden": "true"},
    )


def _card_skeleton() -> rx.Component:
    return rx.el.div(
        bone("aspect-square rounded-card"),
        # As high as the words of a card.
        rx.el.div(
            bone("h-4 w-3/4 rounded-full"),
            bone("h-3 w-1/3 rounded-full"),
            bone("h-5 w-1/2 rounded-full"),
            class_name="mt-snug flex h-[4.9rem] flex-col justify-evenly",
        ),
    )
