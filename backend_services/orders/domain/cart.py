import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, TypeAlias

from backend_services.shared.errors import Unprocessable
from backend_services.shared.money import Currency, Money, sum_money

MAX_QUANTITY: Final = 99  # of one product in a cart; larger orders come by the API
MAX_LINES: Final = 100


class CartFull(Unprocessable):
    code, title = "cart_full", "The cart is full"

    def __init__(self) -> None:
        super().__init__(f"A cart holds at most {MAX_LINES} different products.")


class CartOwnerMissing(Unprocessable):
    code, title = "cart_owner_missing", "Whose cart?"

    def __init__(self) -> None:
        super().__init__("X-Cart-Token: send it, or sign in.")


@dataclass(frozen=True, slots=True)
class Wish:
    """So many units of a product in the cart; 0 takes it out."""

    product_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class UserCart:
    user_id: int


@dataclass(frozen=True, slots=True)
class GuestCart:
    token_hash: str  # whoever reads the database cannot open the cart

    @classmethod
    def of(cls, token: str) -> "GuestCart":
        return cls(hashlib.sha256(token.encode()).hexdigest())


CartOwner: TypeAlias = UserCart | GuestCart


class Problem(StrEnum):
    UNAVAILABLE = "unavailable"
    OUT_OF_STOCK = "out_of_stock"
    SHORT_STOCK = "short_stock"
    PRICE_CHANGED = "price_changed"


@dataclass(frozen=True, slots=True)
class CartLine:
    """As it was when it was added, but for the quantity."""

    product_id: int
    sku: str
    name: str
    price: Money
    quantity: int
    image_url: str | None


@dataclass(frozen=True, slots=True)
class ShelfItem:
    """A product as products shows it now."""

    product_id: int
    sku: str
    name: str
    price: Money
    stock_quantity: int
    image_url: str | None
    is_active: bool

    def as_line(self, quantity: int) -> CartLine:
        return CartLine(
            product_id=self.product_id,
            sku=self.sku,
            name=self.name,
            price=self.price,
            quantity=quantity,
            image_url=self.image_url,
        )


Shelf: TypeAlias = Mapping[int, ShelfItem]


@dataclass(frozen=True, slots=True)
class ReviewedLine:
    line: CartLine  # with today's name, price and picture
    price_when_added: Money
    stock_quantity: int | None  # None: not known
    problem: Problem | None
    message: str | None

    @property
    def subtotal(self) -> Money:
        return self.line.price * self.line.quantity

    @property
    def can_be_bought(self) -> bool:
        return self.problem in {None, Problem.PRICE_CHANGED}


@dataclass(frozen=True, slots=True)
class Cart:
    lines: tuple[ReviewedLine, ...]
    is_checked: bool
    updated_at: datetime | None  # None: it is empty

    @property
    def item_count(self) -> int:
        return sum(reviewed.line.quantity for reviewed in self.lines)

    @property
    def currency(self) -> Currency:
        return self.lines[0].line.price.currency if self.lines else Currency.USD

    @property
    def total(self) -> Money:
        """Of what can be bought."""
        buyable = (reviewed.subtotal for reviewed in self.lines if reviewed.can_be_bought)
        return sum_money(buyable, self.currency)
