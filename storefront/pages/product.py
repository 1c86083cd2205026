import reflex as rx

from storefront.api.cart import LARGEST_QUANTITY
from storefront.api.models import Picture
from storefront.components.breadcrumbs import breadcrumbs
from storefront.components.buttons import live_buy_button, quiet_link
from storefront.components.first_html import until_awake
from storefront.components.message import message, resting
from storefront.components.notes import alert, whisper
from storefront.components.picture_gallery import picture_gallery
from storefront.components.price import price_tag
from storefront.components.product_card import product_grid
from storefront.components.quantity_stepper import quantity_stepper
from storefront.components.restock_offer import restock_offer, restock_sign_in
from storefront.components.signs import live_dot, stock_sign
from storefront.components.skeleton import bone, waiting
from storefront.layout.live import IS_LIVE
from storefront.layout.shell import shell
from storefront.state.cart import CartState
from storefront.state.product import ProductState
from storefront.state.restock import RestockState
from storefront.state.session import SessionState
from storefront.theme import styles
from storefront.web.first_html import words

_IT = ProductState.product
_IS_SOLD_OUT = _IT.stock_level == "out"


def product() -> rx.Component:
    return shell(until_awake(_product(), is_awake=ProductState.is_awake))


def _product() -> rx.Component:
    return rx.cond(
        ProductState.is_missing,
        _missing(),
        rx.cond(
            _IT.name,
            rx.fragment(_details(), _related()),
            rx.cond(
                ProductState.error,
                resting(
                    ProductState.error,
                    on_retry=ProductState.retry,
                    title=ProductState.error_title,
                    is_page=True,
                ),
                _skeleton(),
            ),
        ),
    )


def _details() -> rx.Component:
    return rx.el.article(
        breadcrumbs(
            ("Shop", "/products"),
            (_IT.category, _IT.category_href),
            here=_IT.name,
        ),
        rx.el.div(
            picture_gallery(
                _IT.pictures.to(list[Picture]),
                ProductState.picture,
                place=ProductState.place,
                tile=_IT.tile,
                on_choose=ProductState.show_picture,
            ),
            rx.el.div(
                rx.el.p(
                    rx.cond(_IT.category, f"{_IT.category} · {_IT.sku}", _IT.sku),
                    class_name="text-soft",
                ),
                rx.el.h1(_IT.name, class_name=styles.TITLE),
                _price(),
                rx.el.p(_IT.description, class_name=styles.ABOUT),
                _offer(),
                _live_note(),
                class_name=styles.STACK,
            ),
            class_name=f"{styles.HALVES} mt-room",
        ),
    )


def _price() -> rx.Component:
    return rx.el.div(
        price_tag(_IT.price, _IT.compare_at_price, class_name=styles.PRICE_LARGE),
        rx.cond(
            ProductState.price_note,
            rx.el.span(ProductState.price_note, class_name=f"{styles.BADGE} bg-rose news"),
        ),
        class_name="flex flex-wrap items-center gap-snug",
    )


def _offer() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            stock_sign(_IT.stock_level, _IT.stock_label, class_name=styles.SIGN_LARGE),
            rx.cond(
                ProductState.stock_note,
                rx.el.span(ProductState.stock_note, class_name=f"{styles.SOFT} news"),
            ),
            class_name=styles.OFFER_STOCK,
        ),
        rx.el.p(
            rx.cond(
                _IS_SOLD_OUT,
                words.BACK_SOON,
                words.YOURS,
            ),
            class_name=f"{styles.SOFT} mt-hair",
        ),
        rx.el.div(
            quantity_stepper(
                ProductState.quantity,
                name=_IT.name,
                on_decrease=ProductState.decrease,
                on_increase=ProductState.increase,
                can_decrease=ProductState.quantity > 1,
                can_increase=(ProductState.quantity < _IT.stock.to(int))
                & (ProductState.quantity < LARGEST_QUANTITY),
            ),
            live_buy_button(
                rx.cond(_IS_SOLD_OUT, "Sold out", "Add to cart"),
                on_click=ProductState.add_to_cart,
                disabled=_IS_SOLD_OUT | CartState.is_busy,
                class_name="grow",
            ),
            class_name=styles.OFFER_CONTROLS,
        ),
        rx.cond(_IS_SOLD_OUT, _restock()),
        rx.el.div(alert(CartState.error), class_name=f"mt-snug {styles.UNLESS_SILENT}"),
        whisper(f"{ProductState.price_note} {ProductState.stock_note}"),
        class_name=styles.OFFER,
        custom_attrs={"aria-label": "Buy"},
    )


def _restock() -> rx.Component:
    return rx.cond(
        SessionState.is_signed_in,
        restock_offer(
            is_asked=RestockState.is_asked,
            error=RestockState.error,
            on_wish=RestockState.wish(~RestockState.is_asked),
        ),
        restock_sign_in(to=f"/login?next=/products/{_IT.id}"),
    )


def _live_note() -> rx.Component:
    return rx.el.p(
        rx.cond(
            IS_LIVE,
            rx.fragment(
                live_dot(),
                "This page is live. "
                "Stock and price change here the moment they change in the shop.",
            ),
            rx.fragment(
                rx.icon("refresh-cw", size=16, class_name="shrink-0 text-soft", aria_hidden=True),
                words.LOOKING,
            ),
        ),
        class_name=styles.LIVE_NOTE,
    )


def _related() -> rx.Component:
    return rx.cond(
        ProductState.related.length() > 0,
        rx.el.section(
            rx.el.h2(f"Also in {_IT.category}", class_name=f"{styles.HEADING} mb-room"),
            product_grid(ProductState.related, label="Also here"),
            class_name=styles.PART,
        ),
    )


def _missing() -> rx.Component:
    return message(
        words.GONE,
        words.WHY_GONE,
        quiet_link("See what is here", to="/products"),
        icon="package-x",
        is_page=True,
    )


def _skeleton() -> rx.Component:
    return waiting(
        bone("aspect-[4/3] rounded-tile md:aspect-square"),
        rx.el.div(
            bone("h-4 w-32 rounded-full"),
            bone("h-12 w-4/5 rounded-full"),
            bone("h-8 w-32 rounded-full"),
            bone("h-20 w-full rounded-card"),
            bone("h-44 w-full rounded-card"),
            class_name=styles.STACK,
        ),
        label="Fetching it from the window",
        class_name=f"{styles.HALVES} mt-11",
    )
