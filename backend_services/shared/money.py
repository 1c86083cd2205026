from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final


class Currency(StrEnum):
    USD = "USD"
    EUR = "EUR"
    GBP = "GBP"


EXPONENT: Final = {Currency.USD: 2, Currency.EUR: 2, Currency.GBP: 2}  # ISO 4217


class CurrencyMismatch(ValueError):
    def __init__(self, one: Currency, other: Currency) -> None:
        super().__init__(f"cannot add {other} to {one}")


class NotAnAmount(ValueError):
    def __init__(self, text: str) -> None:
        super().__init__(f"not an amount of money: {text!r}")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the currency's smallest unit (cents)."""

    minor: int
    currency: Currency = Currency.USD

    @classmethod
    def parse(cls, text: str | Decimal, currency: Currency = Currency.USD) -> "Money":
        """Read a decimal such as `38.50`.

        Raises:
            NotAnAmount: no finite decimal, or finer than the currency's smallest unit.
        """
        try:
            scaled = Decimal(text).scaleb(EXPONENT[currency])
            if not scaled.is_finite() or scaled != scaled.to_integral_value():
                raise NotAnAmount(str(text))
        except InvalidOperation as error:
            raise NotAnAmount(str(text)) from error
        return cls(int(scaled), currency)

    def to_decimal(self) -> Decimal:
        return Decimal(self.minor).scaleb(-EXPONENT[self.currency])

    def __str__(self) -> str:
        return f"{self.to_decimal():.{EXPONENT[self.currency]}f}"

    def __add__(self, other: "Money") -> "Money":
        if self.currency is not other.currency:
            raise CurrencyMismatch(self.currency, other.currency)
        return Money(self.minor + other.minor, self.currency)

    def __mul__(self, factor: int) -> "Money":
        return Money(self.minor * factor, self.currency)


def sum_money(amounts: Iterable[Money], currency: Currency = Currency.USD) -> Money:
    return sum(amounts, start=Money(0, currency))
