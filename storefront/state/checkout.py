import secrets
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Final

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
EMPTY: Final = "Your cart is empty. Put something in before you order."
UNKNOWN: Final = (
    "We could not hear whether your order went through. "
    "Press the button again: it will not be placed twice."
)

Events = AsyncGenerator[rx.event.EventSpec | None, None]


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One wish to buy. Its key goes with every repetition, so that it becomes one order."""

    key: str
    lines: tuple[WantedLine, ...]


class CheckoutState(rx.State):
    is_placing: rx.Field[bool] = rx.field(default=False)
    error: rx.Field[str] = rx.field("")
    changed_lines: rx.Field[list[str]] = rx.field(default_factory=list[str])

    # Kept until the gateway has said yes or no.
    _attempt: Attempt | None = None
    _placed_id: int = 0

    @rx.event
    async def load(self) -> None:
        self._clear()
        self.is_placing = False

    @rx.event
    async def place_order(self) -> Events:
        try:
            session = await session_of(self)
        except GatewayError as error:
            self.error = sentence(error)
            return
        if not session.is_signed_in:
            yield to_sign_in("/checkout")
            return
        self._clear()
        self.is_placing = True
        yield None
        yield await self._place()
        self.is_placing = False

    async def _place(self) -> rx.event.EventSpec | None:
        cart = await self.get_state(CartState)
        try:
            now = await cart_api.get_cart(gateway_of(self))
            attempt = self._attempt_for(shown=cart.wanted, now=now.wanted)
            if attempt is None:
                return self._look_again(cart, now)
            self._attempt = attempt
            order_id = await checkout.place_order(
                gateway_of(self), lines=attempt.lines, idempotency_key=attempt.key
            )
        except Refused as error:
            self._attempt = None
            await self._explain(error, cart)
            return None
        except GatewayError:
            self.error = UNKNOWN
            return None
        self._attempt = None
        self._placed_id = order_id
        await cart.refresh()
        return self._to_order()

    def _attempt_for(
        self, *, shown: Sequence[WantedLine], now: Sequence[WantedLine]
    ) -> Attempt | None:
        """The attempt to make; None when the shopper has to look first."""
        pending = self._attempt
        # An empty cart is what an order that did go through leaves behind.
        if pending is not None and (not now or _amounts(now) == _amounts(pending.lines)):
            return pending
        if not now or _amounts(now) != _amounts(shown):
            return None
        return Attempt(key=secrets.token_urlsafe(24), lines=tuple(shown))

    def _look_again(self, cart: CartState, now: Cart) -> rx.event.EventSpec | None:
        cart.show(now)
        if now.wanted:
            self.error = CART_CHANGED
        elif self._placed_id:
            return self._to_order()  # a second click: the first has emptied the cart
        else:
            self.error = EMPTY
        return None

    async def _explain(self, error: Refused, cart: CartState) -> None:
        names = {line.product_id: line.name for line in cart.lines}
        match error:
            case Conflict() if error.lines:
                self.changed_lines = line_sentences(error, names=names, currency="USD")
                self.error = NOT_PLACED
            case Conflict() | NotFound():
                self.error = error.detail or NOT_PLACED
            case _:
                self.error = sentence(error)
        await cart.refresh()

    def _to_order(self) -> rx.event.EventSpec:
        # In place of the checkout: going back must not lead to the same button.
        return rx.redirect(f"/orders/{self._placed_id}?placed=1", replace=True)

    def _clear(self) -> None:
        self.error = ""
        self.changed_lines = []


def _amounts(lines: Sequence[WantedLine]) -> dict[int, int]:
    return {line.product_id: line.quantity for line in lines}
