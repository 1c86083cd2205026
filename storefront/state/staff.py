from collections.abc import AsyncGenerator

import reflex as rx

from storefront.api import staff
from storefront.api.errors import GatewayError, NotSignedIn
from storefront.api.models import StaffOrderRow
from storefront.state.sentences import NOT_STAFF, sentence, to_sign_in
from storefront.state.visitor import gateway_of, is_id, path_of, session_of
from storefront.web.session_store import STAFF_ROLES

Events = AsyncGenerator[rx.event.EventSpec | None, None]


class StaffOrdersState(rx.State):
    orders: rx.Field[list[StaffOrderRow]] = rx.field(default_factory=list[StaffOrderRow])
    is_loading: rx.Field[bool] = rx.field(default=True)
    error: rx.Field[str] = rx.field("")

    @rx.event
    async def load(self) -> Events:
        self.is_loading = not self.orders
        self.error = ""
        yield None
        try:
            if await self._is_staff():
                self.orders = await staff.list_orders(gateway_of(self))
        except GatewayError as error:
            yield self._explain(error)
        self.is_loading = False

    @rx.event
    async def advance(self, order_id: int, status: str) -> Events:
        self.error = ""
        if not is_id(order_id) or status not in staff.STEPS:
            return
        try:
            if not await self._is_staff():
                return
            moved = await staff.advance(gateway_of(self), order_id=order_id, status=status)
        except GatewayError as error:
            yield self._explain(error)
            return
        self.orders = [moved if row.order_id == order_id else row for row in self.orders]
        yield rx.toast.success(f"Order {moved.number} is now {moved.status_label.lower()}.")

    async def _is_staff(self) -> bool:
        person = (await session_of(self)).person
        is_staff = person is not None and person.role in STAFF_ROLES
        if not is_staff:
            self.orders = []
            self.error = NOT_STAFF
        return is_staff

    def _explain(self, error: GatewayError) -> rx.event.EventSpec | None:
        if isinstance(error, NotSignedIn):
            return to_sign_in(path_of(self))
        self.error = sentence(error)
        return None
