import pytest

from backend_services.products.domain.offer import (
    Offer,
    OutOfStock,
    PriceChanged,
    WantedLine,
    check_stock,
    check_terms,
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
    check_terms([WantedLine(1, 1, Money(1000)), WantedLine(2, 1)], {1: an_offer(1), 2: an_offer(2)})


def test_an_unknown_product_is_named() -> None:
    with pytest.raises(ProductNotFound, match="Product 9999 not found"):
        check_terms([WantedLine(1, 1), WantedLine(9999, 1)], {1: an_offer(1)})


def test_a_product_that_is_not_on_sale_is_as_unknown() -> None:
    with pytest.raises(ProductNotFound, match="Product 1 not found"):
        check_terms([WantedLine(1, 1)], {1: an_offer(1, on=False)})


def test_each_changed_price_is_told_with_both_prices() -> None:
    lines = [WantedLine(1, 1, Money(900)), WantedLine(2, 1, Money(1000)), WantedLine(3, 1)]
    offers = {one: an_offer(one) for one in (1, 2, 3)}

    with pytest.raises(PriceChanged) as caught:
        check_terms(lines, offers)

    assert caught.value.extra == {
        "lines": [{"product_id": 1, "expected_price": "9.00", "price": "10.00"}]
    }


def test_each_short_product_is_told_with_what_is_left() -> None:
    offers = {one: an_offer(one, available=3) for one in (1, 2, 3)}

    with pytest.raises(OutOfStock) as caught:
        check_stock({1: 99, 2: 3, 3: 4}, offers)

    assert caught.value.detail == "Insufficient stock for product 1. Available: 3, requested: 99"
    assert caught.value.extra == {
        "lines": [
            {"product_id": 1, "available": 3, "requested": 99},
            {"product_id": 3, "available": 3, "requested": 4},
        ]
    }
