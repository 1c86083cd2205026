from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend_services.shared.money import (
    Currency,
    CurrencyMismatch,
    Money,
    NotAnAmount,
    sum_money,
)

amounts = st.builds(Money, st.integers(min_value=-(10**12), max_value=10**12))


@given(amounts)
def test_an_amount_survives_its_way_over_the_wire(amount: Money) -> None:
    assert Money.parse(str(amount)) == amount


@given(amounts, amounts, amounts)
def test_addition_does_not_care_about_order_or_grouping(a: Money, b: Money, c: Money) -> None:
    assert a + b == b + a
    assert (a + b) + c == a + (b + c)


@given(amounts, st.integers(min_value=0, max_value=1000))
def test_so_many_times_an_amount_is_that_many_added(amount: Money, times: int) -> None:
    assert amount * times == sum_money([amount] * times)


@pytest.mark.parametrize("text", ["1.005", "NaN", "Infinity", "", "12,50", "one", "1e-3"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(NotAnAmount):
        Money.parse(text)


@pytest.mark.parametrize(
    ("given_as", "minor"), [("38.5", 3850), ("38.50", 3850), (Decimal(7), 700), ("0", 0)]
)
def test_decimals_become_cents(given_as: str | Decimal, minor: int) -> None:
    assert Money.parse(given_as) == Money(minor)


def test_two_digits_are_always_shown() -> None:
    assert [str(Money(0)), str(Money(5)), str(Money(3850))] == ["0.00", "0.05", "38.50"]


def test_currencies_do_not_mix() -> None:
    with pytest.raises(CurrencyMismatch):
        _ = Money(1, Currency.USD) + Money(1, Currency.EUR)
