import pytest

from backend_services.products.domain.offer import (
    Offer,
    OutOfStock,
    PriceChanged,
    WantedLine,
    check_terms,
    lacking,
    merge,
)
from backend_services.products.domain.product import ProductNotFound
from backend_services.shared.money import Money


def an_offer(
    product_id: int, *, price: str = "10.00", available: int = 3, on: bool = True
) -> Offer:
    return Offer(
        product_id=product_id,
        sku=f"SKU-{product_id}",
        name=f"Product {product_id}",
        price=Money.parse(price),
        image_file=None,
        is_active=on,
        available=available,
        sequence=1,
    )


def test_lines_of_one_product_are_merged_and_products_come_in_the_order_of_locking() -> None:
    lines = [WantedLine(9, 1), WantedLine(2, 3), WantedLine(9, 4)]

    assert list(merge(lines).items()) == [(2, 3), (9, 5)]


def test_what_is_on_sale_at_the_expected_price_passes() -> None:
    lines = [WantedLine(1, 1, Money(1000)), WantedLine(2, 1)]

    check_terms(lines, {1: an_offer(1), 2: an_offer(2)}, short=())


@pytest.mark.parametrize("price", [None, Money(1000)])
def test_an_unknown_product_is_named(price: Money | None) -> None:
    with pytest.raises(ProductNotFound, match="Product 9999 not found"):
        check_terms([WantedLine(1, 1), WantedLine(9999, 1, price)], {1: an_offer(1)}, short=())


def test_a_product_that_is_not_on_sale_is_as_unknown_to_who_was_not_shown_it() -> None:
    with pytest.raises(ProductNotFound, match="Product 1 not found"):
        check_terms([WantedLine(1, 1)], {1: an_offer(1, on=False)}, short=())


def test_a_product_that_left_the_shelf_meanwhile_is_sold_out() -> None:
    with pytest.raises(OutOfStock) as caught:
        check_terms([WantedLine(1, 2, Money(1000))], {1: an_offer(1, on=False)}, short=())

    assert caught.value.extra == {"lines": [{"product_id": 1, "available": 0, "requested": 2}]}


def test_all_that_is_short_is_told_with_what_is_left() -> None:
    lines = [WantedLine(1, 99), WantedLine(2, 3), WantedLine(3, 1), WantedLine(3, 3)]
    offers = {one: an_offer(one, available=3) for one in (1, 2, 3)}

    with pytest.raises(OutOfStock) as caught:
        check_terms(lines, offers, short=lacking(merge(lines), offers))

    assert caught.value.detail == "Insufficient stock for product 1. Available: 3, requested: 99"
    assert caught.value.extra == {
        "lines": [
            {"product_id": 1, "available": 3, "requested": 99},
            {"product_id": 3, "available": 3, "requested": 4},
        ]
    }


def test_gone_dearer_and_short_lines_are_told_in_one_answer() -> None:
    shown = Money(900)
    lines = [WantedLine(one, 4, shown) for one in (1, 2, 3)]
    lines += [WantedLine(4, 1, Money(1000)), WantedLine(5, 1, shown)]
    offers = {one: an_offer(one, available=3) for one in (2, 4, 5)}
    offers |= {1: an_offer(1, on=False), 3: an_offer(3, available=9)}

    with pytest.raises(PriceChanged) as caught:
        check_terms(lines, offers, short=lacking(merge(lines), offers))

    dearer = {"expected_price": "9.00", "price": "10.00"}
    assert caught.value.extra == {
        "lines": [
            {"product_id": 2, **dearer},
            {"product_id": 3, **dearer},
            {"product_id": 5, **dearer},
            {"product_id": 1, "available": 0, "requested": 4},
            {"product_id": 2, "available": 3, "requested": 4},
        ]
    }
