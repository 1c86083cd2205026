"""The home page, as far as it is true without scripts."""

from collections.abc import Sequence

from storefront.api.front_window import FrontWindow
from storefront.api.models import CategoryChip, ProductCard
from storefront.theme import styles
from storefront.web.first_html import words
from storefront.web.first_html.markup import Html, element, joined
from storefront.web.first_html.parts import goods, live_sign, product_grid, quiet_link, resting
from storefront.web.first_html.trouble import Trouble


def home_page(window: FrontWindow) -> Html:
    return joined(
        _hero(window.picks[:3]),
        _shelves(window.categories),
        _part(
            "New in the window", product_grid(window.newest, label="New in the window"), name="new"
        ),
        _part(
            "One from every shelf",
            joined(
                product_grid(window.picks, label="One from every shelf"),
                element(
                    "div",
                    quiet_link("See everything", to="/products"),
                    class_name="mt-wide flex justify-center",
                ),
            ),
            name="picks",
        ),
    )


def resting_home_page(trouble: Trouble) -> Html:
    return joined(_hero([]), resting(trouble, here="/"))


def _hero(on_stage: Sequence[ProductCard]) -> Html:
    return element(
        "section",
        element(
            "div",
            element("h1", words.HEADLINE, class_name=styles.DISPLAY),
            element("p", words.LEAD, class_name=styles.HERO_LEAD),
            element(
                "div",
                element("a", "Browse the window", href="/products", class_name=styles.BUY),
                class_name="mt-tight",
            ),
            class_name="flex flex-col gap-room",
        ),
        element("div", *_stage(on_stage), class_name=styles.STAGE),
        class_name=styles.HERO,
    )


def _stage(on_stage: Sequence[ProductCard]) -> Sequence[Html]:
    tickets = [_ticket(product) for product in on_stage[:1]]
    return (
        element("div", *tickets, class_name=styles.STAGE_SIGN),
        *(_actor(product) for product in on_stage),
    )


def _ticket(product: ProductCard) -> Html:
    is_plenty = product.stock_level == "in"
    return element(
        "a",
        element("span", class_name="dot dot-live", aria_hidden="true"),
        element(
            "span",
            element("strong", product.name, class_name="block font-bold"),
            element("span", f"{product.stock} in stock right now")
            if is_plenty
            else element("span", f"{product.stock_label}, right now"),
        ),
        href=product.href,
        class_name=styles.TICKET,
    )


def _actor(product: ProductCard) -> Html:
    return element(
        "a",
        goods(product.image_url, alt=product.name, class_name=styles.ACTOR_PICTURE, is_first=True),
        href=product.href,
        class_name=styles.ACTOR,
    )


def _shelves(categories: Sequence[CategoryChip]) -> Html:
    return element(
        "section",
        element("h2", "Shelf by shelf", class_name=styles.HEADING, id="shelves"),
        element(
            "div",
            element("ul", *map(_shelf, categories), role="list", class_name=styles.SHELVES),
            class_name="mt-base",
        ),
        class_name=styles.PART,
        aria_labelledby="shelves",
    )


def _shelf(category: CategoryChip) -> Html:
    things = " thing" if category.count == 1 else " things"
    return element(
        "li",
        element(
            "a",
            element(
                "span",
                element("span", category.name, class_name=styles.SHELF_NAME),
                element("span", f"{category.count}{things}", class_name="text-small"),
                class_name="min-w-0 self-end",
            ),
            goods(category.image_url, class_name=styles.SHELF_PICTURE),
            href=category.href,
            class_name=styles.SHELF,
            data_tile=category.tile,
        ),
    )


def _part(title: str, content: Html, *, name: str) -> Html:
    return element(
        "section",
        element(
            "div",
            element("h2", title, class_name=styles.HEADING, id=name),
            live_sign() if name == "new" else "",
            class_name=f"mb-base {styles.HEADLINE}",
        ),
        content,
        class_name=styles.PART,
        aria_labelledby=name,
    )
