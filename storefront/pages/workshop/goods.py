"""What a shopper sees of goods, of their cart and of their orders."""

import reflex as rx
from reflex.vars import ObjectVar

from storefront.api.models import CartLine
from storefront.components.breadcrumbs import breadcrumbs
from storefront.components.buttons import buy_button
from storefront.components.cart_line import cart_line, cart_line_brief
from storefront.components.category_tiles import category_tiles
from storefront.components.order_rows import order_lines, order_row, order_rows, status_filter
from storefront.components.picture_gallery import picture_gallery
from storefront.components.product_card import product_grid, product_grid_skeleton
from storefront.components.product_picture import product_picture
from storefront.components.restock_offer import restock_offer, restock_sign_in
from storefront.components.sum_card import sum_card
from storefront.components.timeline import timeline
from storefront.pages.workshop import samples
from storefront.pages.workshop.shelf import NO, NOTHING, YES, shelf, stand, text
from storefront.theme import styles


def goods() -> tuple[rx.Component, ...]:
    return (shelf("Goods", *_goods()), shelf("Cart", *_cart()), shelf("Orders", *_orders()))


def _goods() -> tuple[rx.Component, ...]:
    return (
        stand(
            "Where one is",
            breadcrumbs(("Shop", "/gallery"), ("Kitchen", "/gallery"), here="Stoneware teapot"),
        ),
        stand("Shelves", category_tiles(rx.Var.create(samples.CATEGORIES)), class_name=""),
        stand(
            "In stock, nearly gone, sold out; reduced; without a picture",
            product_grid(rx.Var.create(samples.PRODUCTS), label="Samples"),
            class_name="",
        ),
        stand("On their way", product_grid_skeleton(4), class_name=""),
        stand(
            "A picture, and none",
            *(
                product_picture(
                    text(url), alt="", tile=rx.Var.create(tile), class_name=styles.THUMBNAIL
                )
                for tile, url in enumerate((samples.PICTURE, ""))
            ),
            class_name=styles.THUMBNAILS,
        ),
        stand(
            "A product's pictures, the first one chosen",
            picture_gallery(
                rx.Var.create(samples.PICTURES),
                rx.Var.create(samples.PICTURES)[0],
                place=rx.Var.create(0),
                tile=rx.Var.create(1),
                on_choose=lambda _place: NOTHING,
            ),
            class_name="max-w-md",
        ),
        stand(
            "Sold out: to a guest, to a member, wished for, and when wishing failed",
            restock_sign_in(to="/gallery"),
            *(
                restock_offer(is_asked=is_asked, error=text(error), on_wish=NOTHING)
                for is_asked, error in (
                    (NO, ""),
                    (YES, ""),
                    (NO, "The shop can't be reached just now."),
                )
            ),
            class_name="grid gap-snug md:grid-cols-2",
        ),
    )


def _cart() -> tuple[rx.Component, ...]:
    lines = rx.Var.create(samples.CART_LINES)

    def line(of: ObjectVar[CartLine]) -> rx.Component:
        return cart_line(
            of, on_decrease=NOTHING, on_increase=NOTHING, on_remove=NOTHING, is_busy=False
        )

    return (
        stand(
            "As it should be, another price, too few, gone",
            rx.el.ul(rx.foreach(lines, line), class_name=f"{styles.RULED} @container"),
            sum_card(text("2 items"), text("$77.00"), buy_button("Check out")),
            class_name=styles.TWO_COLUMNS,
        ),
        stand(
            "While it changes",
            rx.el.ul(
                cart_line(
                    lines[0],
                    on_decrease=NOTHING,
                    on_increase=NOTHING,
                    on_remove=NOTHING,
                    is_busy=True,
                ),
                class_name=f"{styles.RULED} @container",
            ),
            class_name="",
        ),
        stand(
            "To be looked at only",
            rx.el.ul(rx.foreach(lines, cart_line_brief), class_name=styles.RULED),
            class_name="",
        ),
    )


def _orders() -> tuple[rx.Component, ...]:
    return (
        stand("All, or some", status_filter(rx.Var.create(samples.STATUS_FILTERS)), class_name=""),
        stand("In each state", order_rows(rx.Var.create(samples.ORDERS)), class_name=""),
        stand("One alone", rx.el.ul(order_row(rx.Var.create(samples.ORDERS)[0])), class_name=""),
        stand(
            "What is in it, and how far it is",
            order_lines(rx.Var.create(samples.ORDER_LINES)),
            rx.el.div(timeline(rx.Var.create(samples.STEPS)), class_name=styles.CARD),
            class_name=styles.TWO_COLUMNS,
        ),
        stand(
            "Cancelled",
            rx.el.div(timeline(rx.Var.create(samples.CANCELLED)), class_name=styles.CARD),
            class_name="max-w-md",
        ),
    )
