"""The two services of the saga as their designs say: two databases in memory, and no code shared.

A `Mutation` takes one safeguard away; the test next door says which of them must be missed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final, Literal, NamedTuple, TypeAlias

TIME_TO_LIVE: Final = 15  # of a hold
PATIENCE: Final = 5  # before an order that is being placed counts as interrupted

Lines: TypeAlias = Mapping[str, int]
Answer: TypeAlias = Literal["held", "committed", "released", "insufficient"]


class Mutation(Enum):
    # Missed: each of these breaks the books or the word given to a buyer.
    PUT_HOLDS_AGAIN = auto()
    HOLDS_NEVER_EXPIRE = auto()
    COMMIT_ASKS_NO_STATE = auto()
    EXPIRED_UNITS_ARE_SOLD_UNSEEN = auto()
    CANCEL_GIVES_BACK_REGARDLESS = auto()
    UNAVAILABLE_IS_NOT_TOLD = auto()
    INTERRUPTED_ORDERS_STAY = auto()
    INTERRUPTED_ORDERS_COME_ALIVE = auto()
    ACCEPT_ASKS_NO_STATE = auto()
    UNAVAILABLE_IS_IGNORED = auto()
    UNAVAILABLE_SPARES_CONFIRMED = auto()
    ACCEPT_ASKS_NO_CART = auto()
    NO_INBOX_AND_COMMITTED_SELLS_AGAIN = auto()
    # Covered twice: another safeguard does the same work.
    NO_INBOX = auto()
    REJECTION_IS_NOT_TOLD = auto()
    EXPIRED_UNITS_ARE_NOT_TAKEN_AGAIN = auto()
    # Of no use: with it, nothing is better.
    TOMBSTONES_ARE_KEPT = auto()


WITHOUT_INBOX: Final = {Mutation.NO_INBOX, Mutation.NO_INBOX_AND_COMMITTED_SELLS_AGAIN}


class Message(NamedTuple):
    id: int
    type: str
    order: int


@dataclass
class Reservation:
    lines: Lines
    state: Literal["held", "committed", "expired", "released"]
    expires_at: int


@dataclass
class Products:
    on_hand: dict[str, int]
    mutation: Mutation | None
    reserved: dict[str, int] = field(default_factory=dict[str, int])
    reservations: dict[int, Reservation] = field(default_factory=dict[int, Reservation])
    inbox: set[int] = field(default_factory=set[int])
    outbox: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])

    def put_reservation(self, order: int, lines: Lines, *, now: int) -> Answer:
        known = self.reservations.get(order)
        if known is not None and self.mutation is not Mutation.PUT_HOLDS_AGAIN:
            return "released" if known.state == "expired" else known.state
        if not self._has(lines):
            return "insufficient"
        self._book(lines, reserved=1)
        self.reservations[order] = Reservation(lines, "held", now + TIME_TO_LIVE)
        return "held"

    def sweep(self, *, now: int) -> None:
        if self.mutation is Mutation.HOLDS_NEVER_EXPIRE:
            return
        for reservation in self.reservations.values():
            if reservation.state == "held" and reservation.expires_at <= now:
                self._book(reservation.lines, reserved=-1)
                reservation.state = "expired"

    def hear(self, message: Message) -> None:
        if message.id in self.inbox and self.mutation not in WITHOUT_INBOX:
            return
        self.inbox.add(message.id)
        if message.type == "order.created":
            self._commit(message.order)
        else:
            self._release(message.order)

    def _commit(self, order: int) -> None:
        reservation = self.reservations.get(order)
        if reservation is None:
            self._tell_unavailable(order)
        elif reservation.state == "held":
            self._book(reservation.lines, reserved=-1, on_hand=-1)
            reservation.state = "committed"
        elif self.mutation is Mutation.COMMIT_ASKS_NO_STATE:
            self._book(reservation.lines, on_hand=-1)
            reservation.state = "committed"
        elif self._sells_again(reservation):
            self._book(reservation.lines, on_hand=-1)
        elif reservation.state == "expired":
            self._take_again(order, reservation)

    def _sells_again(self, reservation: Reservation) -> bool:
        is_blind = self.mutation is Mutation.NO_INBOX_AND_COMMITTED_SELLS_AGAIN
        return is_blind and reservation.state == "committed"

    def _take_again(self, order: int, reservation: Reservation) -> None:
        may_look_away = self.mutation is Mutation.EXPIRED_UNITS_ARE_SOLD_UNSEEN
        gives_up = self.mutation is Mutation.EXPIRED_UNITS_ARE_NOT_TAKEN_AGAIN
        if may_look_away or (self._has(reservation.lines) and not gives_up):
            self._book(reservation.lines, on_hand=-1)
            reservation.state = "committed"
        else:
            reservation.state = "released"
            self._tell_unavailable(order)

    def _tell_unavailable(self, order: int) -> None:
        if self.mutation is not Mutation.UNAVAILABLE_IS_NOT_TOLD:
            self.outbox.append(("stock.unavailable", order))

    def _release(self, order: int) -> None:
        reservation = self.reservations.get(order)
        if reservation is None:
            if self.mutation is Mutation.TOMBSTONES_ARE_KEPT:
                self.reservations[order] = Reservation({}, "released", expires_at=0)
            return
        if self.mutation is Mutation.CANCEL_GIVES_BACK_REGARDLESS:
            self._book(reservation.lines, on_hand=1)
        elif reservation.state == "held":
            self._book(reservation.lines, reserved=-1)
        elif reservation.state == "committed":
            self._book(reservation.lines, on_hand=1)
        reservation.state = "released"

    def _has(self, lines: Lines) -> bool:
        return all(
            self.on_hand[sku] - self.reserved.get(sku, 0) >= quantity
            for sku, quantity in lines.items()
        )

    def _book(self, lines: Lines, *, reserved: int = 0, on_hand: int = 0) -> None:
        for sku, quantity in lines.items():
            self.reserved[sku] = self.reserved.get(sku, 0) + reserved * quantity
            self.on_hand[sku] += on_hand * quantity


@dataclass
class Order:
    lines: Lines
    begun_at: int
    cart: int | None = None  # which one it is the order of; tabs may order one cart several times
    state: Literal["placing", "pending", "confirmed", "cancelled", "rejected"] = "placing"
    answer: Answer | None = None  # of products, known to the process that places the order
    told: Literal["yes", "no"] | None = None  # the buyer; nobody is told when the process dies


@dataclass
class Orders:
    mutation: Mutation | None
    rows: dict[int, Order] = field(default_factory=dict[int, Order])
    inbox: set[int] = field(default_factory=set[int])
    outbox: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])
    ordered_carts: set[int] = field(default_factory=set[int])

    def begin(self, lines: Lines, *, now: int, cart: int | None = None) -> int:
        number = len(self.rows) + 1
        self.rows[number] = Order(lines, begun_at=now, cart=cart)
        return number

    def finish(self, number: int) -> None:
        """The second transaction, with what products answered."""
        order = self.rows[number]
        if order.answer in {"held", "committed"}:
            order.told = "yes" if self._accept(number) else "no"
        else:
            self._reject(number, may_be_held=order.answer != "insufficient")
            order.told = "no"

    def give_up(self, number: int) -> None:
        """Products could not be asked, or did not answer in time."""
        if self.mutation is not Mutation.INTERRUPTED_ORDERS_COME_ALIVE:
            self._reject(number, may_be_held=True)
        self.rows[number].told = "no"

    def sweep(self, products: Products, *, now: int) -> None:
        for number, order in self.rows.items():
            if order.state != "placing" or order.begun_at + PATIENCE > now:
                continue
            if self.mutation is Mutation.INTERRUPTED_ORDERS_COME_ALIVE:
                order.answer = products.put_reservation(number, order.lines, now=now)
                if order.answer == "held":
                    self._accept(number)
                    continue
            if self.mutation is not Mutation.INTERRUPTED_ORDERS_STAY:
                self._reject(number, may_be_held=True)

    def confirm(self, number: int) -> None:
        if self.rows[number].state == "pending":
            self.rows[number].state = "confirmed"

    def cancel(self, number: int) -> None:
        if self.rows[number].state in {"pending", "confirmed"}:
            self.rows[number].state = "cancelled"
            self.outbox.append(("order.cancelled", number))

    def hear(self, message: Message) -> None:
        if message.id in self.inbox and self.mutation not in WITHOUT_INBOX:
            return
        self.inbox.add(message.id)
        if self.mutation is Mutation.UNAVAILABLE_IS_IGNORED:
            return
        is_confirmed = self.rows[message.order].state == "confirmed"
        if not (is_confirmed and self.mutation is Mutation.UNAVAILABLE_SPARES_CONFIRMED):
            self.cancel(message.order)

    def _accept(self, number: int) -> bool:
        order = self.rows[number]
        if order.state != "placing" and self.mutation is not Mutation.ACCEPT_ASKS_NO_STATE:
            return False
        if order.cart in self.ordered_carts and self.mutation is not Mutation.ACCEPT_ASKS_NO_CART:
            self._reject(number, may_be_held=True)
            return False
        if order.cart is not None:
            self.ordered_carts.add(order.cart)
        order.state = "pending"
        self.outbox.append(("order.created", number))
        return True

    def _reject(self, number: int, *, may_be_held: bool) -> None:
        order = self.rows[number]
        if order.state != "placing":
            return
        order.state = "rejected"
        if may_be_held and self.mutation is not Mutation.REJECTION_IS_NOT_TOLD:
            self.outbox.append(("order.rejected", number))
