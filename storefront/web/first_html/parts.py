"""What pages are printed from: the components' twins, in the same classes, without scripts.

A part that looks different from its component would make the page jump when it wakes up
(tests/e2e/test_first_answer.py measures that).
"""

from collections.abc import Iterable

from storefront.api.models import ProductCard
from storefront.theme import styles
from storefront.theme.picture_sizes import ON_CARD, PIXELS
from storefront.web.first_html import words
from storefront.web.first_html.markup import Html, element, joined
from storefront.web.first_html.trouble import Trouble


def product_grid(products: Iterable[ProductCard], *, label: str) -> Html:
    return element(
        "ul",
        *(product_card(product) for product in products),
        class_name=styles.GOODS_GRID,
        aria_label=label,
    )


def product_card(product: ProductCard) -> Html:
    picture = goods(
        product.image_url,
        class_name=styles.FILLING if product.is_photo else styles.STANDING,
        srcset=product.image_set,
        sizes=ON_CARD,
    )
    return element(
        "li",
        element(
            "article",
            on_tile(picture, tile=product.tile, class_name=styles.CARD_PICTURE),
            element(
                "h3",
                element("a", product.name, href=product.href, class_name=styles.CARD_LINK),
                class_name=styles.CARD_NAME,
            ),
            element("p", product.category, class_name=styles.SOFT),
            element(
                "div",
                price_tag(product, class_name=styles.PRICE),
                stock_sign(product, class_name=styles.SIGN),
                class_name=styles.CARD_OFFER,
            ),
            class_name="group relative",
        ),
    )


def price_tag(product: ProductCard, *, class_name: str) -> Html:
    before = element(
        "span",
        element("span", " instead of ", class_name=styles.UNSEEN),
        element("s", product.compare_at_price, class_name=styles.PRICE_BEFORE),
        class_name="text-small",
    )
    return element(
        "p",
        element("span", product.price, class_name=class_name),
        before if product.compare_at_price else "",
        class_name=styles.PRICE_TAG,
    )


def stock_sign(product: ProductCard, *, class_name: str) -> Html:
    return element(
        "span",
        element("span", class_name="dot", aria_hidden="true"),
        element("span", product.stock_label),
        class_name=class_name,
        data_stock=product.stock_level,
    )


def goods(
    url: str,
    *,
    class_name: str,
    alt: str = "",
    srcset: str = "",
    sizes: str = "",
    is_first: bool = False,
) -> Html:
    if not url:
        return gap("size-10")
    return element(
        "img",
        src=url,
        srcset=srcset,
        sizes=sizes if srcset else "",
        alt=alt,
        width=PIXELS,
        height=PIXELS,
        loading="eager" if is_first else "lazy",
        fetchpriority="high" if is_first else "",
        decoding="async",
        class_name=class_name,
    )


def on_tile(child: Html, *, tile: int, class_name: str) -> Html:
    return element("div", child, class_name=f"{styles.TILE} {class_name}", data_tile=tile)


def breadcrumbs(*steps: tuple[str, str], here: str) -> Html:
    """Each step: its name, and its address."""
    return element(
        "nav",
        element(
            "ol",
            *(_crumb(name, href) for name, href in steps if name),
            element("li", here, aria_current="page", class_name="text-soft"),
            class_name=styles.CRUMBS,
        ),
        aria_label="You are here",
    )


def _crumb(name: str, href: str) -> Html:
    return element(
        "li",
        element("a", name, href=href, class_name=styles.CRUMB),
        element("span", " /", aria_hidden="true", class_name="text-soft"),
    )


def message(title: str, text: str, *ways: Html, level: str = "h2") -> Html:
    """A page, or most of it, that has nothing to show but a reason and a way on."""
    return element(
        "section",
        element("div", class_name=styles.MESSAGE_SIGN),
        element(level, title, class_name=styles.HEADING),
        element("p", text, class_name=styles.MESSAGE_TEXT),
        element("div", *ways, class_name=styles.MESSAGE_WAYS),
        class_name=styles.MESSAGE,
    )


def resting(trouble: Trouble, *, here: str, level: str = "h2") -> Html:
    """The gateway does not answer what it was asked; `here` asks it again."""
    return message(trouble.title, trouble.text, quiet_link("Try again", to=here), level=level)


def nowhere_page() -> Html:
    return message(
        words.NO_DOOR,
        words.WHY_NO_DOOR,
        element("a", "Browse the window", href="/products", class_name=styles.BUY),
        quiet_link("To the start", to="/"),
        level="h1",
    )


def quiet_link(label: str, *, to: str) -> Html:
    return element("a", label, href=to, class_name=styles.QUIET)


def live_sign() -> Html:
    # Nothing is live before the page wakes up; its place keeps the line's height.
    return element(
        "span", joined("\N{NO-BREAK SPACE}"), class_name=styles.LIVE_SIGN, aria_hidden="true"
    )


def gap(class_name: str) -> Html:
    """The place of an icon, which comes with the scripts."""
    return element("span", class_name=f"inline-block shrink-0 {class_name}", aria_hidden="true")
