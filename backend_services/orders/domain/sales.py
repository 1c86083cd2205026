"""What was sold in the last days: days of UTC, the last of them not over yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from backend_services.shared.money import Currency, Money, sum_money


@dataclass(frozen=True, slots=True)
class Period:
    first: date
    last: date

    @classmethod
    def until(cls, now: datetime, *, days: int) -> "Period":
        today = now.astimezone(UTC).date()
        return cls(today - timedelta(days=days - 1), today)

    @property
    def begins_at(self) -> datetime:
        return datetime.combine(self.first, time(), tzinfo=UTC)

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


@dataclass(frozen=True, slots=True)
class DayOfSales:
    orders: int  # all that came about
    cancelled: int  # of them
    revenue: Money  # of those that were not cancelled


@dataclass(frozen=True, slots=True)
class CartFigures:
    """Carts begun in the period; one that was bought in two orders counts twice."""

    ordered: int
    still_open: int

    @property
    def begun(self) -> int:
        return self.ordered + self.still_open

    @property
    def conversion(self) -> float | None:
        """The part of them that was ordered; None when there was none."""
        return round(self.ordered / self.begun, 4) if self.begun else None


@dataclass(frozen=True, slots=True)
class Sales:
    period: Period
    currency: Currency
    by_day: Mapping[date, DayOfSales]  # days without an order are not in it
    carts: CartFigures

    def on(self, day: date) -> DayOfSales:
        return self.by_day.get(day, DayOfSales(0, 0, Money(0, self.currency)))

    @property
    def orders(self) -> int:
        return sum(day.orders for day in self.by_day.values())

    @property
    def cancelled(self) -> int:
        return sum(day.cancelled for day in self.by_day.values())

    @property
    def revenue(self) -> Money:
        return sum_money((day.revenue for day in self.by_day.values()), self.currency)

    @property
    def average_order(self) -> Money | None:
        """Of those that were not cancelled, half a cent rounded up; None when there was none."""
        count = self.orders - self.cancelled
        if count == 0:
            return None
        return Money((2 * self.revenue.minor + count) // (2 * count), self.currency)
