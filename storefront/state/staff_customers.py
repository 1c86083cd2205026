import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import reflex as rx

from storefront.api import staff_customers, staff_orders
from storefront.api.account import Person
from storefront.api.errors import GatewayError, Invalid, NotFound
from storefront.api.parts import hurried, known
from storefront.api.staff_customers import CustomerQuery
from storefront.api.staff_models import CustomerDetail, CustomerRow, StaffOrderRow
from storefront.api.staff_orders import OrderQuery
from storefront.state.personal import personal
from storefront.state.staff_desk import (
    ADMINS,
    Desk,
    Events,
    Paged,
    desk_of,
    filters_of,
    person_at,
    staff_only,
    to_list,
    typed,
)
from storefront.state.visitor import is_id, number_in_path
from storefront.web.session_store import STAFF_ROLES

ADDRESS: Final = "/staff/customers"
FILTERS: Final = ("q", "role", "shown")
SHOWN: Final[Mapping[str, bool]] = {"active": True, "switched off": False}


@dataclass(frozen=True)
class NewStanding:
    """What a yes would change, and who may say it."""

    fields: Mapping[str, str | bool]
    roles: frozenset[str]
    told: str


STEPS: Final[Mapping[str, NewStanding]] = {
    "off": NewStanding({"is_active": False}, STAFF_ROLES, "is switched off"),
    "on": NewStanding({"is_active": True}, STAFF_ROLES, "can sign in again"),
    **{
        role: NewStanding({"role": role}, ADMINS, f"is {words} now")
        for role, words in (("customer", "a customer"), ("staff", "staff"), ("admin", "an admin"))
    },
}


@personal
class StaffCustomersState(Desk, rx.State):
    customers: rx.Field[list[CustomerRow]] = rx.field(default_factory=list[CustomerRow])
    total: rx.Field[int] = rx.field(0)
    filters: rx.Field[dict[str, str]] = rx.field(default_factory=lambda: dict.fromkeys(FILTERS, ""))
    has_more: rx.Field[bool] = rx.field(default=False)

    @rx.event
    @staff_only
    async def load(self) -> Events:
        """Whom the address asks for."""
        self.filters = filters_of(self, FILTERS)
        self.is_loading, self.error = True, ""
        yield None
        try:
            found = await staff_customers.list_customers(await desk_of(self), self._query())
        except GatewayError as error:
            self.customers = []
            yield self._explain(error)
            return
        self.customers, self.total = found.rows, found.total
        self.has_more = bool(found.rows) and len(self.customers) < found.total
        self.is_loading = False

    @rx.event
    @staff_only
    async def search(self, form_data: dict[str, Any]) -> rx.event.EventSpec:
        return to_list(ADDRESS, form_data=form_data, filters=FILTERS)

    @rx.event
    @staff_only
    async def load_more(self) -> Events:
        if not self.has_more or not self.customers:
            return
        self._begin()
        yield None
        try:
            query = self._query(before=self.customers[-1].user_id)
            found = await staff_customers.list_customers(await desk_of(self), query)
        except GatewayError as error:
            yield self._explain(error)
            return
        self.customers = [*self.customers, *found.rows]
        self.has_more = bool(found.rows) and len(self.customers) < found.total
        self.is_busy = False

    def _query(self, *, before: int = 0) -> CustomerQuery:
        role = self.filters.get("role", "")
        return CustomerQuery(
            text=self.filters.get("q", ""),
            role=role if role in staff_customers.ROLES else "",
            is_active=SHOWN.get(self.filters.get("shown", "")),
            before=before,
        )


@personal
class StaffCustomerState(Paged, Desk, rx.State):
    customer: rx.Field[CustomerDetail] = rx.field(default_factory=CustomerDetail)
    orders: rx.Field[list[StaffOrderRow]] = rx.field(default_factory=list[StaffOrderRow])
    are_orders_known: rx.Field[bool] = rx.field(default=True)
    is_missing: rx.Field[bool] = rx.field(default=False)
    # What this member of staff is offered; the service decides.
    may_switch: rx.Field[bool] = rx.field(default=False)
    may_appoint: rx.Field[bool] = rx.field(default=False)
    # What waits for a yes: a key of STEPS; empty: nothing.
    step: rx.Field[str] = rx.field("")

    @rx.var  # pyright: ignore[reportUnknownMemberType]  # Reflex leaves its **kwargs untyped
    def page_title(self) -> str:
        return f"{self.customer.name or 'Customer'} · Staff"

    @rx.event
    @staff_only
    async def load(self) -> Events:
        user_id = number_in_path(self) or 0
        if user_id != self.customer.user_id:
            self.customer, self.orders = CustomerDetail(), []
        self.is_loading, self.error, self.step = True, "", ""
        self.is_missing = False
        yield None
        yield await self._load(user_id)

    @rx.event
    @staff_only
    async def load_more(self) -> Events:
        if not self._cursor:
            return
        self._begin()
        yield None
        try:
            query = OrderQuery(user_id=self.customer.user_id, cursor=self._cursor)
            found = await staff_orders.list_orders(await desk_of(self), query)
        except GatewayError as error:
            yield self._explain(error)
            return
        self.orders = [*self.orders, *found.rows]
        self._continue_at(found.next_cursor)
        self.is_busy = False

    @rx.event
    @staff_only
    async def ask(self, step: str) -> None:
        """Ask before anything changes for them."""
        self.error = ""
        self.step = step if step in tuple(STEPS) else ""

    @rx.event
    @staff_only
    async def ask_role(self, form_data: dict[str, Any]) -> None:
        role = typed(form_data, "role")
        self.error = ""
        is_other = role in staff_customers.ROLES and role != self.customer.role
        self.step = role if is_other else ""

    @rx.event
    @staff_only
    async def never_mind(self) -> None:
        self.step = ""

    @rx.event
    @staff_only
    async def change(self) -> Events:
        """The yes."""
        new, customer = STEPS.get(str(self.step)), self.customer
        if new is None or not is_id(customer.user_id):
            return
        self._begin()
        yield None
        try:
            desk = await desk_of(self, roles=new.roles)
            await staff_customers.change_standing(desk, user_id=customer.user_id, **new.fields)
        except GatewayError as error:
            yield self._explain(error)
            return
        self.step = ""
        yield rx.toast.success(f"{customer.name} {new.told}.")
        yield await self._load(customer.user_id)

    async def _load(self, user_id: int) -> rx.event.EventSpec | None:
        try:
            desk = await desk_of(self)
            self.customer, found = await asyncio.gather(
                staff_customers.get_customer(desk, user_id),
                known(
                    partial(staff_orders.list_orders, hurried(desk), OrderQuery(user_id=user_id)),
                    None,
                ),
            )
        except (NotFound, Invalid):
            self.is_missing, self.is_loading = True, False
            return None
        except GatewayError as error:
            return self._explain(error)
        self.are_orders_known = found is not None
        self.orders = found.rows if found else []
        self._continue_at(found.next_cursor if found else "")
        self._offer(await person_at(self))
        self.is_loading, self.is_busy = False, False
        return None

    def _offer(self, person: Person | None) -> None:
        """Nobody changes their own standing; roles, and those of the staff, are for admins."""
        is_other = person is not None and person.id != self.customer.user_id
        is_admin = person is not None and person.role in ADMINS
        self.may_appoint = is_other and is_admin
        self.may_switch = is_other and (is_admin or self.customer.role == "customer")
