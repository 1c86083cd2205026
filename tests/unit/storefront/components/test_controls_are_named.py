from collections.abc import Callable

import pytest
import reflex as rx

from storefront.api.cart import LARGEST_QUANTITY
from storefront.api.models import CartLine
from storefront.components.buttons import buy_button
from storefront.components.cart_line import cart_line
from storefront.components.color_mode import color_mode_button
from storefront.components.fields import Field
from storefront.components.quantity_stepper import quantity_stepper
from storefront.components.search_form import search_form
from storefront.components.sort_select import sort_select
from storefront.layout.header import header
from storefront.pages.product import product
from storefront.pages.workshop import samples
from storefront.state.catalog import CatalogState
from storefront.web.first_html.words import ORDERS
from tests.unit.storefront.components.markup import elements, words


def stepper(*, can_decrease: bool, can_increase: bool) -> rx.Component:
    return quantity_stepper(
        rx.Var.create(1),
        name=rx.Var.create("Stoneware teapot"),
        on_decrease=rx.noop(),
        on_increase=rx.noop(),
        can_decrease=can_decrease,
        can_increase=can_increase,
    )


def test_a_buy_button_submits_nothing_unless_told() -> None:
    (plain,) = elements(buy_button("Add to cart"), "button")
    (submit,) = elements(buy_button("Sign in", type="submit"), "button")

    assert (plain["type"], submit["type"]) == ("button", "submit")


def test_a_stepper_says_of_what_there_will_be_more() -> None:
    less, more = elements(stepper(can_decrease=True, can_increase=True), "button")

    assert "One less: Stoneware teapot" in less["aria-label"]
    assert "One more: Stoneware teapot" in more["aria-label"]


def test_a_stepper_stops_at_its_ends() -> None:
    less, more = elements(stepper(can_decrease=False, can_increase=True), "button")

    assert less["disabled"] == "!(false)"
    assert more["disabled"] == "!(true)"


def a_line() -> rx.Component:
    return cart_line(
        rx.Var.create(samples.CART_LINES[0]).to(CartLine),
        on_decrease=rx.noop(),
        on_increase=rx.noop(),
        on_remove=rx.noop(),
        is_busy=False,
    )


@pytest.mark.parametrize("place", [a_line, product], ids=["a cart", "a product and the drawer"])
def test_no_stepper_goes_beyond_what_a_line_may_hold(place: Callable[[], rx.Component]) -> None:
    buttons = elements(place(), "button")

    more = [each for each in buttons if "One more" in each.props.get("aria-label", "")]

    assert more
    for each in more:
        assert each["disabled"].rstrip(")").endswith(f"< {LARGEST_QUANTITY}")


def test_the_count_beside_the_cart_ends_at_ninety_nine() -> None:
    assert '> 99) ? "99+"' in words(header(search_text=""))


def test_a_new_quantity_is_read_out() -> None:
    amount = next(
        each
        for each in elements(stepper(can_decrease=True, can_increase=True), "span")
        if "aria-live" in each.props
    )

    assert (amount["aria-live"], amount["aria-atomic"]) == ("polite", "true")


def test_a_button_of_one_picture_has_a_name() -> None:
    (button,) = elements(color_mode_button(), "button")

    assert button["aria-label"] == "Light or dark"


def test_searching_works_before_the_page_has_woken_up() -> None:
    search = search_form(
        "tea",
        on_submit=CatalogState.search,
        on_type=rx.noop(),
        suggestions=rx.Var.create(samples.SUGGESTIONS),
        note="",
        field=Field(name="search", label="Search the shop"),
    )
    (form,) = elements(search, "form")
    (field,) = elements(search, "input")
    (label,) = elements(search, "label")

    assert (form["role"], form["action"], form["method"]) == ("search", "/products", "get")
    assert (field["name"], field["type"], field["id"]) == ("q", "search", label["htmlFor"])


def test_each_order_of_the_shelf_can_be_chosen() -> None:
    select = sort_select("price", is_search=True, on_change=rx.noop())
    (field,), (label,) = elements(select, "select"), elements(select, "label")

    orders = ["", "-created_at", *(order for order, _ in ORDERS)]
    assert [each["value"] for each in elements(select, "option")] == orders
    assert field["id"] == label["htmlFor"]
    assert "Price, low to high" in words(select)


def test_a_search_field_says_where_its_suggestions_are() -> None:
    search = search_form(
        "",
        on_submit=CatalogState.search,
        on_type=rx.noop(),
        suggestions=rx.Var.create(samples.SUGGESTIONS),
        note="3 suggestions.",
        field=Field(name="search", label="Search the shop"),
    )
    (field,), (listbox,) = elements(search, "input"), elements(search, "ul")
    (option,) = elements(search, "li")

    assert (field["role"], field["aria-autocomplete"]) == ("combobox", "list")
    assert field["aria-controls"] == listbox["id"] == "search-suggestions"
    assert (listbox["role"], option["role"]) == ("listbox", "option")
    assert (field["aria-expanded"], option["aria-selected"]) == ("false", "false")
