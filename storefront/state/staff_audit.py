from typing import Any, Final

import reflex as rx

from storefront.api import staff_audit, staff_customers
from storefront.api.client import Gateway
from storefront.api.errors import GatewayError, Invalid
from storefront.api.staff_audit import LOGS, AuditLines, AuditQuery, Place
from storefront.api.staff_models import AuditLine
from storefront.state.personal import personal
from storefront.state.staff_desk import (
    Desk,
    Events,
    desk_of,
    filters_of,
    staff_only,
    to_list,
)
from storefront.state.visitor import is_id

ADDRESS: Final = "/staff/audit"
FILTERS: Final = ("kind", "id", "who", "since", "until")
KINDS: Final = tuple(log.kind for log in LOGS)


@personal
class StaffAuditState(Desk, rx.State):
    lines: rx.Field[list[AuditLine]] = rx.field(default_factory=list[AuditLine])
    filters: rx.Field[dict[str, str]] = rx.field(default_factory=lambda: dict.fromkeys(FILTERS, ""))
    has_more: rx.Field[bool] = rx.field(default=False)
    # Kinds whose service did not answer: their changes are not in the list.
    silent: rx.Field[str] = rx.field("")

    _query: AuditQuery = AuditQuery()
    _place: Place | None = None  # None or empty: there is no more

    @rx.event
    @staff_only
    async def load(self) -> Events:
        """What the address asks for."""
        self.filters = filters_of(self, FILTERS)
        self.is_loading, self.error, self.silent = True, "", ""
        yield None
        try:
            desk = await desk_of(self)
            self._query = await self._asked(desk)
            place = staff_audit.top_of(self._kinds())
            found = await staff_audit.browse(desk, self._query, place=place)
        except GatewayError as error:
            self.lines, self.has_more = [], False
            yield self._explain(error)
            return
        self.lines = found.lines
        self._continue(found)
        self.is_loading = False

    @rx.event
    @staff_only
    async def search(self, form_data: dict[str, Any]) -> rx.event.EventSpec:
        return to_list(ADDRESS, form_data=form_data, filters=FILTERS)

    @rx.event
    @staff_only
    async def load_more(self) -> Events:
        if not self._place:
            return
        self._begin()
        yield None
        try:
            found = await staff_audit.browse(await desk_of(self), self._query, place=self._place)
        except GatewayError as error:
            yield self._explain(error)
            return
        self.lines = [*self.lines, *found.lines]
        self._continue(found)
        self.is_busy = False

    async def _asked(self, desk: Gateway) -> AuditQuery:
        """What the filters mean.

        Raises:
            Invalid: nobody is called so, or that is no number.
        """
        number, who = self.filters.get("id", "").removeprefix("#"), self.filters.get("who", "")
        subject_id = int(number) if number.isascii() and number.isdecimal() else 0
        if number and not is_id(subject_id):
            raise Invalid(
                fields={"number": "of an order, a product, a mail or an account, like 42"}
            )
        if number and self._kind() == "":
            raise Invalid(fields={"number": "say first whose number it is"})
        actor_user_id = await staff_customers.find_account(desk, who) if who else 0
        if who and not is_id(actor_user_id):
            raise Invalid(fields={"who": "nobody, or more than one, is called so"})
        return AuditQuery(
            subject_id=subject_id,
            actor_user_id=actor_user_id,
            since=self.filters.get("since", ""),
            until=self.filters.get("until", ""),
        )

    def _kind(self) -> str:
        kind = self.filters.get("kind", "")
        return kind if kind in KINDS else ""

    def _kinds(self) -> list[str]:
        """Whose logs are read."""
        return [self._kind()] if self._kind() else list(KINDS)

    def _continue(self, found: AuditLines) -> None:
        self._place, self.has_more = found.place, bool(found.place)
        if found.silent:
            self.silent = " and ".join(f"{kind}s" for kind in found.silent)
