import hashlib
import json
import secrets
from collections.abc import AsyncGenerator, Sequence
from dataclasses import astuple, dataclass
from typing import Final, Self

import reflex as rx

from storefront.api import cart as cart_api
from storefront.api import checkout
from storefront.api.cart import Cart, WantedLine
from storefront.api.errors import Conflict, GatewayError, NotFound, Refused
from storefront.state.cart import CartState
from storefront.state.sentences import line_sentences, sentence, to_sign_in
from storefront.state.visitor import gateway_of, session_of

NOT_PLACED: Final = "Your order was not placed: something has changed. Look it over and try again."
CART_CHANGED: Final = "Your cart has changed meanwhile. Look it over, then place your order."
IN_PROGRESS: Final = "order_in_progress"  # by another tab, and for longer than we could wait
EMPTY: Final = "Your cart is empty. Put something in before you order."
GONE: Final = (
    "Nothing was ordered now: your cart was emptied meanwhile, or ordered from another window."
    " Your orders tell."
)
UNKNOWN: Final = (
    "We could not hear whether your order went through. "
    "Press the button again: it will not be placed twice."
)

Events = AsyncGenerator[rx.event.EventSpec | None, None]


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One wish to buy. Its key goes with every repetition, so that it becomes one order."""

    key: str
    version: str  # of the cart
    lines: tuple[WantedLine, ...]

    @classmethod
    def at(cls, version: str, lines: Sequence[WantedLine]) -> Self:
        """The same for every tab that shows the same cart at the same prices.

        Without a version nobody could tell the same cart, filled anew, from the one that was
        ordered: then each attempt is one of its own.
        """
        wish = [version or secrets.token_urlsafe(24), sorted(astuple(line) for line in lines)]
        key = hashlib.sha256(json.dumps(wish).encode()).hexdigest()
        return cls(key=key, version=version, lines=tuple(lines))


class CheckoutState(rx.State):
    is_placing: rx.Field[bool] = rx.field(default=False)
    error: rx.Field[str] = rx.field("")
    changed_lines: rx.Field[list[str]] = rx.field(default_factory=list[str])
    # Of the cart that they were said of: once it is changed, they are no longer true.
    said_of: rx.Field[str] = rx.field("")

    # Kept until the gateway has said yes or no.
    _attempt: Attempt | None = None
    _placed_id: int = 0

    @rx.event
    async def load(self) -> None:
        self._clear()
        self.is_placing = False

    @rx.event
    async def place_order(self) -> Events:
        cart = await self.get_state(CartState)
        self._clear()
        try:
            session = await session_of(self)
        except GatewayError as error:
            self._say(sentence(error), cart)
            return
        if not session.is_signed_in:
            yield to_sign_in("/checkout")
            return
        self.is_placing = True
        yield None
        yield await self._place(cart)
        self.is_placing = False

    async def _place(self, cart: CartState) -> rx.event.EventSpec | None:
        try:
            now = await cart_api.get_cart(gateway_of(self))
            attempt = self._attempt_for(cart, now)
            if attempt is None:
                return self._look_again(cart, now)
            self._attempt = attempt
            order_id = await checkout.place_order(
                gateway_of(self), lines=attempt.lines, idempotency_key=attempt.key
            )
        except GatewayError as error:
            if not isinstance(error, Refused) or error.code == IN_PROGRESS:
                self._say(UNKNOWN, cart)
                return None
            self._attempt = None
            await self._explain(error, cart)
            return None
        self._attempt = None
        self._placed_id = order_id
        await cart.refresh()
        return self._to_order()

    def _attempt_for(self, shown: CartState, now: Cart) -> Attempt | None:
        """The attempt to make; None when the shopper has to look first."""
        pending = self._attempt
        # An empty cart is what an order that did go through leaves behind.
        if pending is not None and (not now.wanted or now.version == pending.version):
            return pending
        if not now.wanted:
            # From another tab too: the same attempt leads to its order, and buys nothing more.
            return Attempt.at(shown.version, shown.wanted) if shown.version else None
        if _amounts(now.wanted) != _amounts(shown.wanted):
            return None
        return Attempt.at(now.version, shown.wanted)

    def _look_again(self, cart: CartState, now: Cart) -> rx.event.EventSpec | None:
        cart.show(now)
        if now.wanted:
            self._say(CART_CHANGED, cart)
        elif self._placed_id:
            return self._to_order()  # a second click: the first has emptied the cart
        else:
            self._say(EMPTY, cart)
        return None

    async def _explain(self, error: Refused, cart: CartState) -> None:
        names = {line.product_id: line.name for line in cart.lines}
        await cart.refresh()
        match error:
            case Conflict(code="not_in_cart"):
                self._say(GONE if cart.is_empty else CART_CHANGED, cart)
            case Conflict() if error.lines:
                self.changed_lines = line_sentences(error, names=names, currency="USD")
                self._say(NOT_PLACED, cart)
            case Conflict() | NotFound():
                self._say(error.detail or NOT_PLACED, cart)
            case _:
                self._say(sentence(error), cart)

    def _to_order(self) -> rx.event.EventSpec:
        # In place of the checkout: going back must not lead to the same button.
        return rx.redirect(f"/orders/{self._placed_id}?placed=1", replace=True)

    def _say(self, error: str, cart: CartState) -> None:
        self.error = error
        self.said_of = cart.version

    def _clear(self) -> None:
        self.error = ""
        self.changed_lines = []


def _amounts(lines: Sequence[WantedLine]) -> dict[int, int]:
    return {line.product_id: line.quantity for line in lines}
