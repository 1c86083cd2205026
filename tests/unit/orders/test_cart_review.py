from dataclasses import replace

import pytest

from backend_services.orders.domain.cart import CartLine, Problem, ShelfItem
from backend_services.orders.domain.cart_review import review
from backend_services.shared.money import Money

TEAPOT = ShelfItem(
    product_id=1,
    sku="TEAPOT",
    name="Teapot",
    price=Money(4500),
    stock_quantity=5,
    image_url="/media/teapot.webp",
    is_active=True,
)
LINE = TEAPOT.as_line(quantity=2)


def reviewed(line: CartLine, item: ShelfItem | None) -> tuple[Problem | None, str | None]:
    found = review([line], {} if item is None else {item.product_id: item}).lines[0]
    return found.problem, found.message


def test_a_line_that_is_as_it_was_has_no_problem() -> None:
    cart = review([LINE], {1: TEAPOT})

    assert cart.is_checked
    assert (cart.lines[0].problem, cart.lines[0].message) == (None, None)
    assert (str(cart.total), cart.item_count) == ("90.00", 2)


@pytest.mark.parametrize(
    ("stock", "problem", "message"),
    [
        (
            0,
            "out_of_stock",
            "Someone just took the last one. Remove it, or get told when it is back.",
        ),
        (1, "short_stock", "Only 1 left. Lower the quantity to check out."),
        (2, None, None),
    ],
)
def test_too_little_stock_is_named(stock: int, problem: str | None, message: str | None) -> None:
    assert reviewed(LINE, replace(TEAPOT, stock_quantity=stock)) == (problem, message)


@pytest.mark.parametrize(
    ("price", "message"),
    [
        (3850, "The price went down from $45.00 to $38.50 since you added it."),
        (5000, "The price went up from $45.00 to $50.00 since you added it."),
    ],
)
def test_a_new_price_is_told_and_counts(price: int, message: str) -> None:
    cart = review([LINE], {1: replace(TEAPOT, price=Money(price))})

    assert cart.lines[0].problem == "price_changed"
    assert cart.lines[0].message == message
    assert cart.lines[0].can_be_bought
    assert cart.lines[0].price_when_added == Money(4500)
    assert cart.total == Money(2 * price)


@pytest.mark.parametrize("item", [None, replace(TEAPOT, is_active=False)])
def test_what_is_gone_from_the_shelf_is_told_and_not_counted(item: ShelfItem | None) -> None:
    cart = review([LINE], {} if item is None else {1: item})

    assert cart.lines[0].problem == "unavailable"
    assert cart.lines[0].message == "This is no longer for sale."
    assert cart.lines[0].stock_quantity == 0
    assert (cart.total, cart.item_count) == (Money(0), 2)


def test_what_stops_the_purchase_comes_before_a_new_price() -> None:
    cheaper_but_gone = replace(TEAPOT, price=Money(1), stock_quantity=0)

    assert reviewed(LINE, cheaper_but_gone)[0] == "out_of_stock"


def test_the_total_leaves_out_what_cannot_be_bought() -> None:
    lamp = replace(TEAPOT, product_id=2, sku="LAMP", price=Money(1000), stock_quantity=0)

    cart = review([LINE, lamp.as_line(1)], {1: TEAPOT, 2: lamp})

    assert (cart.total, cart.item_count) == (Money(9000), 3)


def test_the_present_name_and_picture_are_shown() -> None:
    renamed = replace(TEAPOT, name="Fine teapot", image_url=None)

    line = review([LINE], {1: renamed}).lines[0].line

    assert (line.name, line.image_url) == ("Fine teapot", None)


def test_without_a_shelf_the_cart_is_as_last_known() -> None:
    cart = review([LINE], shelf=None)

    assert not cart.is_checked
    assert cart.lines[0].stock_quantity is None
    assert cart.lines[0].problem is None
    assert cart.total == Money(9000)
