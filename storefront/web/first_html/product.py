"""A product's own page, as far as it is true without scripts."""

from storefront.api.models import Picture, ProductDetail
from storefront.theme import styles
from storefront.theme.picture_sizes import ON_PAGE
from storefront.web.first_html import words
from storefront.web.first_html.markup import Html, element
from storefront.web.first_html.parts import (
    breadcrumbs,
    gap,
    goods,
    message,
    on_tile,
    price_tag,
    quiet_link,
    stock_sign,
)


def product_page(product: ProductDetail) -> Html:
    kind = " · ".join(filter(None, (product.category, product.sku)))
    return element(
        "article",
        breadcrumbs(
            ("Shop", "/products"), (product.category, product.category_href), here=product.name
        ),
        element(
            "div",
            _gallery(product),
            element(
                "div",
                element("p", kind, class_name="text-soft"),
                element("h1", product.name, class_name=styles.TITLE),
                element(
                    "div",
                    price_tag(product, class_name=styles.PRICE_LARGE),
                    class_name="flex flex-wrap items-center gap-snug",
                ),
                element("p", product.description, class_name=styles.ABOUT),
                _offer(product),
                _live_note(),
                class_name=styles.STACK,
            ),
            class_name=f"{styles.HALVES} mt-room",
        ),
    )


def missing_page() -> Html:
    return message(
        words.GONE,
        words.WHY_GONE,
        quiet_link("See what is here", to="/products"),
        level="h1",
    )


def _gallery(product: ProductDetail) -> Html:
    first = next(iter(product.pictures), Picture())
    large = goods(
        first.url,
        alt=first.alt,
        class_name=styles.FILLING if first.is_photo else styles.STANDING,
        srcset=first.image_set,
        sizes=ON_PAGE,
        is_first=True,
    )
    others = element(
        "ul",
        *(_thumbnail(picture, tile=product.tile) for picture in product.pictures),
        role="list",
        class_name=styles.THUMBNAILS,
        aria_label="More pictures",
    )
    return element(
        "div",
        on_tile(large, tile=product.tile, class_name=styles.GALLERY_TILE),
        others if len(product.pictures) > 1 else "",
        class_name=styles.GALLERY,
    )


def _thumbnail(picture: Picture, *, tile: int) -> Html:
    small = goods(picture.url, class_name="size-full object-contain p-tight")
    return element(
        "li",
        element(
            "a",
            element("span", picture.label, class_name=styles.UNSEEN),
            on_tile(small, tile=tile, class_name="size-full rounded-[inherit]"),
            href=picture.url,
            class_name=f"{styles.THUMBNAIL} block",
        ),
    )


def _offer(product: ProductDetail) -> Html:
    is_sold_out = product.stock_level == "out"
    return element(
        "section",
        element(
            "div",
            stock_sign(product, class_name=styles.SIGN_LARGE),
            class_name=styles.OFFER_STOCK,
        ),
        element(
            "p",
            words.BACK_SOON if is_sold_out else words.YOURS,
            class_name=f"{styles.SOFT} mt-hair",
        ),
        element(
            "div",
            element("span", class_name=styles.STEPPER),
            element(
                "button",
                "Sold out" if is_sold_out else "Add to cart",
                type="button",
                disabled=True,
                class_name=f"{styles.BUY} grow",
            ),
            class_name=styles.OFFER_CONTROLS,
            aria_hidden="true",
        ),
        # Where the awake page offers to tell when it is back.
        element("div", class_name="mt-snug min-h-control") if is_sold_out else "",
        element(
            "noscript",
            element("p", "To buy it, please let this page run its scripts.", class_name="mt-snug"),
        ),
        class_name=styles.OFFER,
        aria_label="Buy",
    )


def _live_note() -> Html:
    return element(
        "p",
        gap("size-4"),
        words.LOOKING,
        class_name=styles.LIVE_NOTE,
    )
