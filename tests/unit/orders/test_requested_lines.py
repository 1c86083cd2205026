import pytest

from backend_services.orders.domain.requested_lines import (
    MAX_QUANTITY,
    PricesDisagree,
    QuantityTooLarge,
    RequestedLine,
    fingerprint,
    merge_lines,
)
from backend_services.shared.money import Money


def test_lines_of_one_product_become_one_in_the_order_of_first_mention() -> None:
    lines = [RequestedLine(7, 3), RequestedLine(2, 1), RequestedLine(7, 3)]

    assert merge_lines(lines) == (RequestedLine(7, 6), RequestedLine(2, 1))


def test_a_price_expected_once_is_expected_of_the_whole_line() -> None:
    price = Money(3850)

    assert merge_lines([RequestedLine(7, 1), RequestedLine(7, 2, price)]) == (
        RequestedLine(7, 3, price),
    )


def test_two_different_prices_for_one_product_are_refused() -> None:
    with pytest.raises(PricesDisagree, match="product 7 is listed with two different"):
        merge_lines([RequestedLine(7, 1, Money(100)), RequestedLine(7, 1, Money(200))])


def test_the_limit_counts_after_merging() -> None:
    half = RequestedLine(7, MAX_QUANTITY // 2)
    assert merge_lines([half, half])[0].quantity == MAX_QUANTITY

    with pytest.raises(QuantityTooLarge, match="at most 10000 units of product 7"):
        merge_lines([half, half, RequestedLine(7, 1)])


def test_the_fingerprint_knows_what_is_asked_for_not_in_which_order() -> None:
    one, two = RequestedLine(1, 1, Money(100)), RequestedLine(2, 5)

    same = fingerprint([one, two], empties_cart=False)

    assert fingerprint([two, one], empties_cart=False) == same
    assert fingerprint([one, two], empties_cart=True) != same
    assert fingerprint([one, RequestedLine(2, 6)], empties_cart=False) != same
    assert fingerprint([RequestedLine(1, 1, Money(101)), two], empties_cart=False) != same
    assert fingerprint([RequestedLine(1, 1), two], empties_cart=False) != same


def test_a_price_of_nothing_is_a_price() -> None:
    free, unpriced = RequestedLine(1, 1, Money(0)), RequestedLine(1, 1)

    assert fingerprint([free], empties_cart=False) != fingerprint([unpriced], empties_cart=False)
    assert merge_lines([unpriced, free]) == (RequestedLine(1, 2, Money(0)),)
