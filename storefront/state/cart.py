from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Final

import reflex as rx

from storefront.api import cart as cart_api
from storefront.api.cart import LARGEST_QUANTITY, Cart, WantedLine
from storefront.api.client import Gateway
from storefront.api.errors import GatewayError
from storefront.api.formatting import counted
from storefront.api.models import CartLine
from storefront.state import spoken
from storefront.state.leaving import open_dialog
from storefront.state.sentences import sentence
from storefront.state.server_only import server_only
from storefront.state.visitor import gateway_of, is_id, path_of, session_id_of, session_of, tab_of
from storefront.web.worker import current_worker

CART_PAGE: Final = "/cart"
DRAWER: Final = "cart-drawer"
NO_ROOM: Final = (
    "What you put in before you signed in is kept, but does not fit in."
    " {} Take something out, and it comes along."
)
ON_ITS_WAY: Final = (
    "What you put in before you signed in is kept, but could not be brought along yet."
    " Look again in a moment."
)
GONE: Final = frozenset({"out_of_stock", "unavailable"})

Events = AsyncGenerator[rx.event.EventSpec | None, None]
Change = Callable[[Gateway], Awaitable[Cart]]


class CartState(rx.State):
    lines: rx.Field[list[CartLine]] = rx.field(default_factory=list[CartLine])
    item_count: rx.Field[int] = rx.field(0)
    count_label: rx.Field[str] = rx.field("")
    total: rx.Field[str] = rx.field("")
    is_loading: rx.Field[bool] = rx.field(default=True)
    is_busy: rx.Field[bool] = rx.field(default=False)
    error: rx.Field[str] = rx.field("")
    note: rx.Field[str] = rx.field("")
    undo_name: rx.Field[str] = rx.field("")
    can_check_out: rx.Field[bool] = rx.field(default=False)
    has_problems: rx.Field[bool] = rx.field(default=False)
    is_checked: rx.Field[bool] = rx.field(default=True)
    version: rx.Field[str] = rx.field("")
    # Why what was put in before signing in has not come along yet.
    left_behind: rx.Field[str] = rx.field("")

    # What stands on the screen, at the prices that stand there.
    _wanted: tuple[WantedLine, ...] = ()
    _removed: WantedLine | None = None
    _is_behind: bool = False  # something was heard of, and could not be looked at

    @rx.var  # pyright: ignore[reportUnknownMemberType]  # Reflex leaves its **kwargs untyped
    def is_empty(self) -> bool:
        return not self.lines

    @rx.event
    async def load(self) -> None:
        self.error = self.note = self.undo_name = ""
        self._removed = None
        self.is_busy = False
        await self.refresh()

    @rx.event
    async def look(self) -> None:
        """What is in it by now: the drawer has been opened."""
        self.error = ""
        await self.refresh()

    @rx.event
    async def add(self, product_id: int, quantity: int) -> Events:
        async for event in self.put(product_id, quantity=quantity):
            yield event

    @rx.event
    async def set_quantity(self, product_id: int, quantity: int) -> Events:
        if not is_id(product_id) or not is_id(quantity):
            async for event in self._take_out(product_id):
                yield event
            return
        wanted = min(quantity, LARGEST_QUANTITY)
        async for event in self._changing(
            lambda gateway: cart_api.set_quantity(gateway, product_id=product_id, quantity=wanted)
        ):
            yield event
        if not self.error:
            self.note = f"{self._name_of(product_id)}: {wanted} in your cart."

    @rx.event
    async def remove(self, product_id: int) -> Events:
        async for event in self._take_out(product_id):
            yield event

    @rx.event
    async def undo_remove(self) -> Events:
        removed = self._removed
        if removed is None:
            return
        async for event in self._changing(
            lambda gateway: cart_api.set_quantity(
                gateway, product_id=removed.product_id, quantity=removed.quantity
            )
        ):
            yield event
        if not self.error:
            self.note = f"{self.undo_name} is back in your cart."
            self.undo_name = ""
            self._removed = None

    @rx.event
    async def settle(self) -> Events:
        """Take out what is gone, and of what is short no more than there is; the rest stays."""
        problems = [line for line in self.lines if line.problem in {*GONE, "short_stock"}]

        async def settle(gateway: Gateway) -> Cart:
            for line in problems:
                if line.problem in GONE or line.stock < 1:
                    await cart_api.remove(gateway, product_id=line.product_id)
                else:
                    await cart_api.set_quantity(
                        gateway, product_id=line.product_id, quantity=line.stock
                    )
            return await cart_api.get_cart(gateway)

        async for event in self._changing(settle):
            yield event
        if not self.error:
            self.note = "Your cart holds what can be had."

    @property
    def wanted(self) -> tuple[WantedLine, ...]:
        return self._wanted

    @server_only
    async def put(self, product_id: int, *, quantity: int) -> Events:
        """Add to what is there already."""
        if not is_id(product_id) or not is_id(quantity):
            return

        async def add(gateway: Gateway) -> Cart:
            await self._have_a_cart()
            more = min(quantity, LARGEST_QUANTITY)
            return await cart_api.add(gateway, product_id=product_id, quantity=more)

        async for event in self._changing(add):
            yield event
        if self.error:
            yield rx.toast.error(self.error)
            return
        self.note = f"{self._name_of(product_id)} is in your cart."
        if path_of(self) != CART_PAGE:
            yield open_dialog(DRAWER, on_path=path_of(self))

    @server_only
    async def hear(self) -> bool:
        """What the live feed asks for: something in the cart has changed.

        False when the cart could not be looked at: it is to be asked for again.
        """
        before = self.lines
        if self._is_behind:
            self.error = ""
        self._is_behind = not await self.refresh()
        self.note = spoken.of_cart(before, self.lines, total=self.total) or self.note
        return not self._is_behind

    @server_only
    async def look_again(self) -> None:
        """The cart could not be fetched either when the page could not."""
        if self.error:
            self.error = ""
            await self.refresh()

    @server_only
    async def refresh(self) -> bool:
        """False when the cart could not be asked for."""
        self.is_loading = False
        try:
            cart = await self._ask()
        except GatewayError as error:
            self.error = sentence(error)
            return False
        self.show(cart)
        return True

    @server_only
    def show(self, cart: Cart) -> None:
        self.lines = cart.lines
        self._wanted = cart.wanted
        self.version = cart.version
        self.item_count = cart.item_count
        self.count_label = counted(cart.item_count, "item")
        self.total = cart.total
        self.is_checked = cart.is_checked
        self.can_check_out = cart.can_check_out
        self.has_problems = cart.has_problems
        # On every page: the drawer may be open, or opened later.
        tab_of(self).show("cart", [line.product_id for line in cart.lines])

    async def _take_out(self, product_id: int) -> Events:
        if not is_id(product_id):
            return
        gone = next((line for line in self._wanted if line.product_id == product_id), None)
        name = self._name_of(product_id)
        async for event in self._changing(
            lambda gateway: cart_api.remove(gateway, product_id=product_id)
        ):
            yield event
        if gone is not None and not self.error:
            self._removed = gone
            self.undo_name = name
            self.note = f"{name} was taken out of your cart."

    async def _changing(self, change: Change) -> Events:
        self.is_busy = True
        self.error = self.note = ""
        yield None
        try:
            self.show(await change(gateway_of(self)))
        except GatewayError as error:
            self.error = sentence(error)
        else:
            if self.left_behind:
                await self.refresh()  # perhaps there is room now
        self.is_busy = False

    async def _ask(self) -> Cart:
        session = await session_of(self)
        if not session.is_signed_in and not session.cart_token:
            return Cart(total="")  # nobody has put anything in yet: nothing to ask for
        self.left_behind = ""
        if session.is_signed_in and session.cart_token:
            await self._bring_along()
        return await cart_api.get_cart(gateway_of(self))

    async def _bring_along(self) -> None:
        """What was put in before signing in, when it could not come along then."""
        try:
            await current_worker().sessions.carry_cart(session_id_of(self))
        except GatewayError as error:
            is_full = error.code == "cart_full"
            self.left_behind = NO_ROOM.format(error.detail) if is_full else ON_ITS_WAY

    async def _have_a_cart(self) -> None:
        session = await session_of(self)
        if not session.is_signed_in and not session.cart_token:
            await current_worker().sessions.cart_token(session_id_of(self))

    def _name_of(self, product_id: int) -> str:
        return next((line.name for line in self.lines if line.product_id == product_id), "It")
