from collections.abc import AsyncGenerator
from typing import Any, Final

import reflex as rx

from storefront.api import orders as orders_api
from storefront.api.errors import GatewayError, Invalid, NotFound, NotSignedIn
from storefront.api.models import OrderCard, OrderDetail, StatusFilter
from storefront.state.forms import text_of
from storefront.state.sentences import sentence, to_sign_in
from storefront.state.server_only import server_only
from storefront.state.visitor import address_in_shop, gateway_of, number_in_path, query_of

ON_ITS_WAY: Final = frozenset({"shipped", "delivered"})
TOO_LATE: Final = "Your order is on its way already: it can't be cancelled any more."

Events = AsyncGenerator[rx.event.EventSpec | None, None]


class OrdersState(rx.State):
    orders: rx.Field[list[OrderCard]] = rx.field(default_factory=list[OrderCard])
    is_loading: rx.Field[bool] = rx.field(default=True)
    error: rx.Field[str] = rx.field("")
    has_more: rx.Field[bool] = rx.field(default=False)
    status: rx.Field[str] = rx.field("")
    filters: rx.Field[list[StatusFilter]] = rx.field(default_factory=list[StatusFilter])

    @rx.event
    async def load(self) -> Events:
        status = query_of(self, "status")
        status = status if status in orders_api.STATUSES else ""
        if status != self.status:
            self.orders = []  # not for a moment those of the filter before
        self.status = status
        self.filters = orders_api.status_filters(status)
        self.is_loading = not self.orders
        yield None
        yield await self._load()

    @rx.event
    async def load_more(self) -> Events:
        if not self.has_more:
            return
        self.is_loading = True
        self.error = ""
        yield None
        yield await self._load(skip=len(self.orders))

    @rx.event
    async def retry(self) -> Events:
        self.is_loading = True
        yield None
        yield await self._load()

    @server_only
    async def refresh(self) -> bool:
        """What the live feed asks for: as many as are shown. False when it is to ask again."""
        await self._load(limit=max(len(self.orders), orders_api.PAGE))
        return not self.error

    async def _load(
        self, *, skip: int = 0, limit: int = orders_api.PAGE
    ) -> rx.event.EventSpec | None:
        self.error = ""
        self.is_loading = False
        limit = min(limit, orders_api.LARGEST_PAGE)
        try:
            found = await orders_api.list_orders(
                gateway_of(self), status=self.status, skip=skip, limit=limit
            )
        except NotSignedIn:
            self.orders = []
            return to_sign_in(address_in_shop(self))
        except GatewayError as error:
            self.error = sentence(error)
            return None
        # An order placed meanwhile pushes the others one place down: none is shown twice.
        known = {order.id for order in self.orders[:skip]}
        self.orders = [*self.orders[:skip], *(one for one in found if one.id not in known)]
        self.has_more = len(found) == limit
        return None


class OrderState(rx.State):
    order: rx.Field[OrderDetail] = rx.field(default_factory=OrderDetail)
    is_loading: rx.Field[bool] = rx.field(default=True)
    is_missing: rx.Field[bool] = rx.field(default=False)
    error: rx.Field[str] = rx.field("")
    is_busy: rx.Field[bool] = rx.field(default=False)
    just_placed: rx.Field[bool] = rx.field(default=False)

    @rx.var  # pyright: ignore[reportUnknownMemberType]  # Reflex leaves its **kwargs untyped
    def page_title(self) -> str:
        return f"Order {self.order.number} · Vitrine" if self.order.number else "Vitrine"

    @rx.event
    async def load(self) -> Events:
        if number_in_path(self) != self.order.id:
            self.order = OrderDetail()
            self.is_loading = True
        self.is_busy = False
        self.just_placed = query_of(self, "placed") == "1"
        yield None
        yield await self._load()

    @rx.event
    async def cancel(self, form_data: dict[str, Any]) -> Events:
        reason = text_of(form_data, "cancel_reason").strip()[: orders_api.LONGEST_REASON]
        self.is_busy = True
        self.error = ""
        yield None
        try:
            self.order = await orders_api.cancel(gateway_of(self), self.order.id, reason=reason)
        except NotSignedIn:
            yield to_sign_in(address_in_shop(self))
        except GatewayError as error:
            # Perhaps it was shipped a moment ago: show how things are, then say so.
            yield await self._load()
            self.error = TOO_LATE if self.order.status in ON_ITS_WAY else sentence(error)
        self.is_busy = False

    @rx.event
    async def retry(self) -> Events:
        self.is_loading = True
        yield None
        yield await self._load()

    @server_only
    async def refresh(self) -> bool:
        """What the live feed asks for. False when it is to ask again."""
        await self._load()
        return not self.error

    async def _load(self) -> rx.event.EventSpec | None:
        self.error = ""
        self.is_loading = False
        order_id = number_in_path(self)
        self.is_missing = order_id is None
        if order_id is None:
            return None
        try:
            self.order = await orders_api.get_order(gateway_of(self), order_id)
        except (NotFound, Invalid):
            self.is_missing = True
        except NotSignedIn:
            self.order = OrderDetail()
            return to_sign_in(address_in_shop(self))
        except GatewayError as error:
            self.error = sentence(error)
        return None
