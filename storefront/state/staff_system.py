import asyncio
from typing import Final

import reflex as rx

from storefront.api import staff_system
from storefront.api.errors import GatewayError, NotSignedIn
from storefront.api.staff_system_models import SystemReport
from storefront.settings import VERSION
from storefront.state.personal import personal
from storefront.state.staff_desk import Desk, Events, NotStaff, desk_of, staff_only
from storefront.web.worker import current_worker

PAUSE: Final = 5.0  # seconds between two looks: nobody tells when a service goes


@personal
class StaffSystemState(Desk, rx.State):
    report: rx.Field[SystemReport] = rx.field(default_factory=SystemReport)
    build: rx.Field[str] = rx.field("")  # of the storefront itself
    has_report: rx.Field[bool] = rx.field(default=False)
    api_docs: rx.Field[str] = rx.field("")
    mailbox: rx.Field[str] = rx.field("")

    @rx.event
    @staff_only
    async def load(self) -> Events:
        self.is_loading, self.error = True, ""
        yield None
        try:
            self._show(await staff_system.look(await desk_of(self)))
        except GatewayError as error:
            yield self._explain(error)

    @rx.event(background=True)
    async def follow(self) -> Events:
        """Look again now and then, until the page is left (see `StaffTodayState.follow`)."""
        if await self._is_refused():
            return
        while True:
            await asyncio.sleep(PAUSE)
            try:
                found = await staff_system.look(await desk_of(self))
            except GatewayError as error:
                async with self:
                    yield self._explain(error)
                if isinstance(error, (NotSignedIn, NotStaff)):
                    return
            else:
                async with self:
                    self._show(found)

    def _show(self, report: SystemReport) -> None:
        settings = current_worker().settings
        self.report = report
        commit = f", commit {settings.commit}" if settings.commit else ""
        self.build = f"This page comes from storefront {VERSION}{commit}."
        self.api_docs = f"{settings.public_api_url}/docs"
        self.mailbox = settings.mailbox_url or ""
        self.has_report, self.is_loading, self.error = True, False, ""
