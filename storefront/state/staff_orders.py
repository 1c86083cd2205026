from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from storefront.api import staff_messages, staff_orders
from storefront.api.client import Gateway
from storefront.api.errors import GatewayError, Invalid, NotFound, NotSignedIn
from storefront.api.formatting import counted, status_label
from storefront.api.staff_models import MailRow, StaffOrderDetail, StaffOrderRow
from storefront.api.staff_orders import OrderQuery, Step
from storefront.state.personal import personal
from storefront.state.staff_desk import (
    Desk,
    Events,
    Paged,
    desk_of,
    filters_of,
    staff_only,
    staff_sentence,
    to_list,
    typed,
)
from storefront.state.visitor import is_id, number_in_path

ADDRESS = "/staff/orders"
FILTERS = ("q", "status", "since", "until", "sort")
MOST_AT_ONCE = 100
READING = "Reading them…"
NO_MAILS = "None was sent yet."
SILENT = "They cannot be read just now."


@dataclass(frozen=True)
class Moved:
    rows: dict[int, StaffOrderRow]
    problems: list[str]


@personal
class StaffOrdersState(Paged, Desk, rx.State):
    orders: rx.Field[list[StaffOrderRow]] = rx.field(default_factory=list[StaffOrderRow])
    total: rx.Field[int] = rx.field(0)
    filters: rx.Field[dict[str, str]] = rx.field(default_factory=lambda: dict.fromkeys(FILTERS, ""))
    picked: rx.Field[list[int]] = rx.field(default_factory=list[int])
    # The step that waits for a yes; empty: none.
    step: rx.Field[str] = rx.field("")
    problems: rx.Field[list[str]] = rx.field(default_factory=list[str])

    @rx.event
    @staff_only
    async def load(self) -> Events:
        """What the address asks for."""
        self.filters = filters_of(self, FILTERS)
        self.is_loading = True
        self._put_down()
        yield None
        try:
            found = await staff_orders.list_orders(await desk_of(self), self._query())
        except GatewayError as error:
            self.orders = []
            yield self._explain(error)
            return
        self.orders, self.total = found.rows, found.total
        self._continue_at(found.next_cursor)
        self.is_loading = False
        self.error = ""

    @rx.event
    @staff_only
    async def search(self, form_data: dict[str, Any]) -> rx.event.EventSpec:
        return to_list(ADDRESS, form_data=form_data, filters=FILTERS)

    @rx.event
    @staff_only
    async def load_more(self) -> Events:
        if not self._cursor:
            return
        self._begin()
        yield None
        try:
            query = self._query(cursor=self._cursor)
            found = await staff_orders.list_orders(await desk_of(self), query)
        except GatewayError as error:
            yield self._explain(error)
            return
        self.orders = [*self.orders, *found.rows]
        self._continue_at(found.next_cursor)
        self.is_busy = False

    @rx.event
    @staff_only
    async def pick(self, order_id: int) -> None:
        """Put an order on the pile, or take it off again."""
        if not is_id(order_id):
            return
        others = [one for one in self.picked if one != order_id]
        self.picked = others if order_id in self.picked else [*others, order_id][:MOST_AT_ONCE]
        self.step = ""

    @rx.event
    @staff_only
    async def pick_all(self) -> None:
        is_all = len(self.picked) >= len(self.orders)
        self.picked = [] if is_all else [row.order_id for row in self.orders][:MOST_AT_ONCE]
        self.step = ""

    @rx.event
    @staff_only
    async def ask(self, step: str) -> None:
        """Ask before the orders on the pile take a step."""
        self.problems = []
        self.step = step if step in staff_orders.STEPS and self.picked else ""

    @rx.event
    @staff_only
    async def ask_one(self, order_id: int, step: str) -> None:
        if is_id(order_id) and step in staff_orders.STEPS:
            self.picked, self.step, self.problems = [order_id], step, []

    @rx.event
    @staff_only
    async def never_mind(self) -> None:
        self.step = ""

    @rx.event
    @staff_only
    async def move(self, form_data: dict[str, Any]) -> Events:
        """The yes: each order on the pile takes the step; those that cannot are named."""
        if self.step not in staff_orders.STEPS:
            return
        step, ids = step_of(self.step, form_data), [one for one in self.picked if is_id(one)]
        self._begin()
        yield None
        try:
            moved = await self._move(await desk_of(self), step=step, ids=ids[:MOST_AT_ONCE])
        except GatewayError as error:
            yield self._explain(error)
            return
        self.orders = [moved.rows.get(row.order_id, row) for row in self.orders]
        self._put_down()
        self.problems = moved.problems
        self.is_busy = False
        if moved.rows:
            yield rx.toast.success(_told(list(moved.rows.values())))

    async def _move(self, desk: Gateway, *, step: Step, ids: Sequence[int]) -> Moved:
        versions = {row.order_id: row.version for row in self.orders}
        moved = Moved({}, [])
        for order_id in ids:
            if order_id not in versions:
                continue
            try:
                moved.rows[order_id] = await staff_orders.move(
                    desk, order_id=order_id, step=step, version=versions[order_id]
                )
            except NotSignedIn:
                raise
            except GatewayError as error:
                moved.problems.append(f"#{order_id}: {staff_sentence(error)}")
        return moved

    def _query(self, *, cursor: str = "") -> OrderQuery:
        wanted = {name: self.filters.get(name, "") for name in FILTERS}
        return OrderQuery(
            text=wanted["q"],
            status=wanted["status"] if wanted["status"] in staff_orders.STATUSES else "",
            since=wanted["since"],
            until=wanted["until"],
            sort=wanted["sort"],
            cursor=cursor,
        )

    def _put_down(self) -> None:
        self.picked, self.step, self.problems = [], "", []


@personal
class StaffOrderState(Desk, rx.State):
    order: rx.Field[StaffOrderDetail] = rx.field(default_factory=StaffOrderDetail)
    mails: rx.Field[list[MailRow]] = rx.field(default_factory=list[MailRow])
    # What the page says where no mails are.
    about_mails: rx.Field[str] = rx.field("")
    is_missing: rx.Field[bool] = rx.field(default=False)
    step: rx.Field[str] = rx.field("")

    @rx.var  # pyright: ignore[reportUnknownMemberType]  # Reflex leaves its **kwargs untyped
    def page_title(self) -> str:
        return f"Order {self.order.number} · Staff" if self.order.number else "Order · Staff"

    @rx.event
    @staff_only
    async def load(self) -> Events:
        order_id = number_in_path(self)
        if order_id != self.order.order_id:
            self.order, self.mails, self.about_mails = StaffOrderDetail(), [], READING
        self.is_loading, self.error, self.step = True, "", ""
        self.is_missing = False
        yield None
        try:
            desk = await desk_of(self)
            self.order = await staff_orders.get_order(desk, order_id or 0)
        except (NotFound, Invalid):
            self.is_missing, self.is_loading = True, False
            return
        except GatewayError as error:
            yield self._explain(error)
            return
        self.is_loading = False
        yield None  # the order is there, whether its mails come or not
        try:
            self.mails = await staff_messages.mails_about(desk, order_id=self.order.order_id)
            self.about_mails = NO_MAILS
        except NotSignedIn as error:
            yield self._explain(error)
        except GatewayError:
            self.about_mails = SILENT

    @rx.event
    @staff_only
    async def ask(self, step: str) -> None:
        self.error = ""
        self.step = step if step in staff_orders.STEPS else ""

    @rx.event
    @staff_only
    async def never_mind(self) -> None:
        self.step = ""

    @rx.event
    @staff_only
    async def move(self, form_data: dict[str, Any]) -> Events:
        order = self.order
        if self.step not in staff_orders.STEPS or not is_id(order.order_id):
            return
        step = step_of(self.step, form_data)
        self._begin()
        yield None
        try:
            self.order = await staff_orders.move_shown(
                await desk_of(self), order_id=order.order_id, step=step, version=order.version
            )
        except GatewayError as error:
            yield self._explain(error)
            return
        self.step, self.is_busy = "", False
        yield rx.toast.success(f"Order {order.number} is now {self.order.status_label.lower()}.")


def step_of(status: str, form_data: dict[str, Any]) -> Step:
    is_shipment = status == "shipped"
    return Step(
        status=status,
        reason=typed(form_data, "reason"),
        tracking_number=typed(form_data, "tracking_number") if is_shipment else "",
        carrier=typed(form_data, "carrier") if is_shipment else "",
    )


def _told(moved: Sequence[StaffOrderRow]) -> str:
    if len(moved) == 1:
        return f"Order {moved[0].number} is now {moved[0].status_label.lower()}."
    return f"{counted(len(moved), 'order')} are now {status_label(moved[0].status).lower()}."
