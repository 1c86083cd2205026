import asyncio
import secrets
from typing import Any, Final, cast

import reflex as rx

from storefront.api import staff_messages
from storefront.api.errors import GatewayError, Invalid, NotFound
from storefront.api.staff_messages import MailQuery
from storefront.api.staff_models import MailDetail, MailFigures, MailRow
from storefront.state.mail_view import MailView, framed
from storefront.state.personal import personal
from storefront.state.staff_desk import (
    Desk,
    Events,
    Paged,
    desk_of,
    filters_of,
    staff_only,
    to_list,
)
from storefront.state.visitor import is_id, number_in_path

ADDRESS: Final = "/staff/messages"
PENDING: Final = "pending"
PAUSE: Final = 1.0  # seconds between two looks at a mail that is on its way
LOOKS: Final = 30  # a mail server that says nothing for longer is waited for by hand
FILTERS: Final = ("q", "status", "kind", "user")


@personal
class StaffMailsState(Paged, Desk, rx.State):
    mails: rx.Field[list[MailRow]] = rx.field(default_factory=list[MailRow])
    total: rx.Field[int] = rx.field(0)
    figures: rx.Field[MailFigures] = rx.field(default_factory=MailFigures)
    filters: rx.Field[dict[str, str]] = rx.field(default_factory=lambda: dict.fromkeys(FILTERS, ""))

    @rx.event
    @staff_only
    async def load(self) -> Events:
        """What the address asks for."""
        self.filters = filters_of(self, FILTERS)
        self.is_loading, self.error = True, ""
        yield None
        try:
            desk = await desk_of(self)
            self.figures = await staff_messages.count_mails(desk)
            found = await staff_messages.list_mails(desk, self._query())
        except GatewayError as error:
            self.mails = []
            yield self._explain(error)
            return
        self.mails, self.total = found.rows, found.total
        self._continue_at(found.next_cursor)
        self.is_loading = False

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
            found = await staff_messages.list_mails(await desk_of(self), query)
        except GatewayError as error:
            yield self._explain(error)
            return
        self.mails = [*self.mails, *found.rows]
        self._continue_at(found.next_cursor)
        self.is_busy = False

    @rx.event
    @staff_only
    async def retry(self, mail_id: int) -> Events:
        """Send a failed mail again, byte for byte."""
        if not is_id(mail_id):
            return
        self._begin()
        yield None
        try:
            desk = await desk_of(self)
            retried = await staff_messages.retry(desk, mail_id)
            self.mails = [retried if one.id == mail_id else one for one in self.mails]
            self.figures = await staff_messages.count_mails(desk)
        except GatewayError as error:
            yield self._explain(error)
            return
        self.is_busy = False
        yield rx.toast.success(f"The mail to {retried.recipient} is on its way again.")
        yield cast("rx.event.EventSpec", StaffMailsState.follow(mail_id))

    @rx.event(background=True)
    async def follow(self, mail_id: int) -> Events:
        """How a mail fares that was sent again, until it has arrived or failed."""
        if await self._is_refused() or not is_id(mail_id):
            return
        for _ in range(LOOKS):
            await asyncio.sleep(PAUSE)
            try:
                desk = await desk_of(self)
                row = await staff_messages.get_row(desk, mail_id)
                figures = await staff_messages.count_mails(desk)
            except GatewayError as error:
                async with self:
                    yield self._explain(error)
                return
            async with self:
                self.mails = [row if one.id == mail_id else one for one in self.mails]
                self.figures = figures
            if row.status != PENDING:
                return

    def _query(self, *, cursor: str = "") -> MailQuery:
        wanted = {name: self.filters.get(name, "") for name in FILTERS}
        return MailQuery(
            recipient=wanted["q"],
            status=wanted["status"] if wanted["status"] in staff_messages.STATUS_LABELS else "",
            kind=wanted["kind"] if wanted["kind"] in staff_messages.KINDS else "",
            user_id=wanted["user"],
            cursor=cursor,
        )


@personal
class StaffMailState(MailView, rx.State):
    mail: rx.Field[MailDetail] = rx.field(default_factory=MailDetail)
    is_missing: rx.Field[bool] = rx.field(default=False)
    # Whether a second copy waits for a yes.
    is_asking: rx.Field[bool] = rx.field(default=False)

    _key: str = ""  # of the copy that is asked for: pressed twice, it is sent once

    @rx.var  # pyright: ignore[reportUnknownMemberType]  # Reflex leaves its **kwargs untyped
    def page_title(self) -> str:
        return f"{self.mail.subject} · Staff" if self.mail.subject else "Mail · Staff"

    @rx.var  # pyright: ignore[reportUnknownMemberType]  # as above
    def frame(self) -> str:
        return framed(self.mail.body.html, appearance=self.appearance)

    @rx.event
    @staff_only
    async def load(self) -> Events:
        mail_id = number_in_path(self)
        if mail_id != self.mail.id:
            self.mail = MailDetail()
        self.is_loading, self.error, self.is_asking = True, "", False
        self.is_missing = False
        yield None
        try:
            self.mail = await staff_messages.get_mail(await desk_of(self), mail_id or 0)
        except (NotFound, Invalid):
            self.is_missing = True
        except GatewayError as error:
            yield self._explain(error)
        self.is_loading = False
        if self.mail.status == PENDING:
            yield cast("rx.event.EventSpec", StaffMailState.follow())

    @rx.event(background=True)
    async def follow(self) -> Events:
        """How the mail fares while it is on its way."""
        if await self._is_refused():
            return
        mail_id, looks = self.mail.id, LOOKS
        while looks and self.mail.id == mail_id and self.mail.status == PENDING:
            await asyncio.sleep(PAUSE)
            looks -= 1
            try:
                found = await staff_messages.get_mail(await desk_of(self), mail_id)
            except GatewayError as error:
                async with self:
                    yield self._explain(error)
                return
            async with self:
                if self.mail.id == mail_id:
                    self.mail = found

    @rx.event
    @staff_only
    async def retry(self) -> Events:
        """Send a failed mail again, byte for byte."""
        if not is_id(self.mail.id):
            return
        self._begin()
        yield None
        try:
            desk = await desk_of(self)
            await staff_messages.retry(desk, self.mail.id)
            self.mail = await staff_messages.get_mail(desk, self.mail.id)
        except GatewayError as error:
            yield self._explain(error)
            return
        self.is_busy = False
        yield rx.toast.success("The same mail is on its way again.")
        yield cast("rx.event.EventSpec", StaffMailState.follow())

    @rx.event
    @staff_only
    async def ask(self) -> None:
        """Ask before somebody gets a mail a second time."""
        self.error, self._key = "", secrets.token_urlsafe(16)
        self.is_asking = self.mail.can_resend

    @rx.event
    @staff_only
    async def never_mind(self) -> None:
        self.is_asking = False

    @rx.event
    @staff_only
    async def resend(self) -> Events:
        """The yes: a second copy, which becomes the page."""
        if not (self.is_asking and self._key and is_id(self.mail.id)):
            return
        self._begin()
        yield None
        try:
            desk = await desk_of(self)
            copy = await staff_messages.resend(desk, self.mail.id, key=self._key)
        except GatewayError as error:
            yield self._explain(error)
            return
        self.is_busy, self.is_asking = False, False
        yield rx.toast.success(f"A second copy is on its way to {copy.recipient}.")
        yield rx.redirect(copy.href)
