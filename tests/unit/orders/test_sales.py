from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend_services.orders.domain.sales import CartFigures, DayOfSales, Period, Sales
from backend_services.shared.money import Currency, Money

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
DAY = st.builds(
    DayOfSales,
    orders=st.integers(1, 500),
    cancelled=st.just(0),
    revenue=st.builds(Money, st.integers(0, 10**12)),
)


def sales(*days: DayOfSales) -> Sales:
    period = Period.until(NOW, days=max(len(days), 1))
    by_day = dict(zip(period.days, days, strict=False))
    return Sales(period=period, currency=Currency.USD, by_day=by_day, carts=CartFigures(0, 0))


def test_a_period_has_today_as_its_last_day() -> None:
    assert Period.until(NOW, days=2) == Period(date(2026, 2, 28), date(2026, 3, 1))
    assert Period.until(NOW, days=1).days == [date(2026, 3, 1)]
    assert Period.until(NOW, days=30).begins_at == datetime(2026, 1, 31, tzinfo=UTC)


def test_today_is_today_in_utc() -> None:
    early_in_tokyo = datetime(2026, 3, 1, 8, tzinfo=timezone(timedelta(hours=9)))

    assert Period.until(early_in_tokyo, days=1).last == date(2026, 2, 28)


@given(st.lists(DAY, max_size=40))
def test_the_whole_is_the_sum_of_its_days(days: list[DayOfSales]) -> None:
    whole = sales(*days)

    assert whole.orders == sum(day.orders for day in days)
    assert whole.revenue.minor == sum(day.revenue.minor for day in days)
    if (average := whole.average_order) is not None:
        assert abs(average.minor * whole.orders - whole.revenue.minor) * 2 <= whole.orders


@pytest.mark.parametrize(
    ("orders", "cancelled", "revenue", "average"),
    [(3, 0, 100, 33), (3, 0, 101, 34), (2, 0, 1, 1), (3, 1, 50, 25), (1, 1, 0, None)],
)
def test_the_average_is_of_what_was_not_cancelled(
    orders: int, cancelled: int, revenue: int, average: int | None
) -> None:
    whole = sales(DayOfSales(orders, cancelled, Money(revenue)))

    assert whole.average_order == (None if average is None else Money(average))


def test_a_day_without_an_order_earned_nothing() -> None:
    assert sales().on(NOW.date()) == DayOfSales(0, 0, Money(0))


@pytest.mark.parametrize(
    ("ordered", "still_open", "conversion"), [(0, 0, None), (0, 4, 0.0), (1, 2, 0.3333), (3, 0, 1)]
)
def test_conversion_is_the_part_of_the_carts_that_was_ordered(
    ordered: int, still_open: int, conversion: float | None
) -> None:
    assert CartFigures(ordered, still_open).conversion == conversion
