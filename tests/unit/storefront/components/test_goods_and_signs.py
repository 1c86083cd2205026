import reflex as rx

from storefront.components.breadcrumbs import breadcrumbs
from storefront.components.filters import applied_tags, category_filter
from storefront.components.notes import alert, whisper
from storefront.components.picture_gallery import picture_gallery
from storefront.components.price import price_tag
from storefront.components.product_card import product_card, product_grid
from storefront.components.signs import status_badge, stock_sign
from storefront.components.timeline import timeline
from storefront.pages.workshop import samples
from tests.unit.storefront.components.markup import elements, words


def text(value: str) -> rx.vars.StringVar[str]:
    return rx.Var.create(value)


def test_a_card_is_one_link_named_like_the_product() -> None:
    card = product_card(rx.Var.create(samples.PRODUCTS)[0])

    (anchor,) = elements(card, "ReactRouterLink")
    assert anchor["to"].endswith('?.["href"]')
    assert [each["alt"] for each in elements(card, "img")] == [""]


def test_each_picture_keeps_its_place_before_it_comes() -> None:
    (picture,) = elements(product_grid(rx.Var.create(samples.PRODUCTS), label="Goods"), "img")

    assert (picture["width"], picture["height"], picture["loading"]) == ("256", "256", "lazy")


def test_stock_is_said_in_words_and_the_dot_is_for_the_eye_alone() -> None:
    sign = stock_sign(text("low"), text("Only 3 left"))
    outer, dot, _ = elements(sign, "span")

    assert "Only 3 left" in words(sign)
    assert outer["data-stock"] == "low"
    assert dot["aria-hidden"] == "true"


def test_a_badge_carries_its_word() -> None:
    badge = status_badge(text("shipped"), text("Shipped"))

    assert words(badge) == "Shipped"
    assert elements(badge, "span")[0]["data-status"] == "shipped"


def test_an_old_price_is_told_apart_by_more_than_a_line() -> None:
    tag = price_tag(text("$38.50"), text("$45.00"))

    assert "instead of" in words(tag)
    assert len(elements(tag, "s")) == 1


def test_a_category_that_is_on_is_marked() -> None:
    chips = category_filter(
        rx.Var.create(samples.FACETS), is_loading=False, on_toggle=lambda _name: rx.noop()
    )
    (chip,) = elements(chips, "button")

    assert "is_selected" in chip["aria-pressed"]
    assert elements(chips, "ul")[0]["aria-label"] == "Categories"


def test_a_filter_that_is_on_says_that_it_can_be_taken_off() -> None:
    tags = applied_tags(rx.Var.create(samples.FILTERS), clear_href=text("/products"))
    tag, clear = elements(tags, "ReactRouterLink")

    assert "take this filter off" in words(tags)
    assert tag["to"].endswith('?.["href"]')
    assert clear["to"] == "/products"


def test_thumbnails_are_buttons_that_tell_their_place() -> None:
    gallery = picture_gallery(
        rx.Var.create(samples.PICTURES),
        rx.Var.create(samples.PICTURES)[0],
        place=rx.Var.create(0),
        tile=rx.Var.create(1),
        on_choose=lambda _place: rx.noop(),
    )

    pressed = [each for each in elements(gallery, "button") if "aria-pressed" in each.props]
    (dialog,) = elements(gallery, "dialog")
    assert len(pressed) == 1
    assert dialog["aria-label"] == "The picture, enlarged"
    assert "Enlarge" in words(gallery)


def test_breadcrumbs_end_where_the_reader_is() -> None:
    steps = elements(breadcrumbs(("Shop", "/products"), here="Stoneware teapot"), "li")

    assert [each.props.get("aria-current") for each in steps] == [None, "page"]


def test_the_step_an_order_stands_at_is_marked() -> None:
    (step,) = elements(timeline(rx.Var.create(samples.STEPS)), "li")

    assert "is_current" in step["aria-current"]
    assert '"step"' in step["aria-current"]


def test_bad_news_interrupts_and_good_news_waits() -> None:
    assert elements(alert(text("No.")), "div")[0]["role"] == "alert"
    (quiet,) = elements(whisper(text("It is in your cart.")), "p")
    assert (quiet["role"], quiet["aria-live"]) == ("status", "polite")
