import asyncio
import secrets
import zlib
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any, Final, cast
from uuid import UUID

import reflex as rx

from storefront.api import staff_imports
from storefront.api.client import Gateway
from storefront.api.errors import GatewayError, Invalid, NotFound, Unavailable
from storefront.api.formatting import counted
from storefront.api.staff_imports import BYTES_MAX
from storefront.api.staff_models import BadLine, ImportReport
from storefront.state.file_sending import FileSending
from storefront.state.personal import personal
from storefront.state.staff_desk import Events, desk_of, staff_only
from storefront.web import exports
from storefront.web.worker import current_worker

UPLOAD: Final = "products-file"
SHOWN: Final = 100  # wrong lines at once
PAUSE: Final = 0.3  # seconds between two looks at how far it is
LOST_AFTER: Final = 300  # looks at an import of which nobody heard how it ended
REFUSED: Final = "import_refused"
TOO_LARGE: Final = "The file is too large: at most 5 MB can be imported at once."
CUT_OFF: Final = (
    "The import was cut off. Nothing was imported, unless you see its products: have the file"
    " checked again, it tells."
)
NEVER_BEGUN: Final = "The import could not be begun. Nothing was imported. Please try again."


@personal
class StaffImportState(FileSending, rx.State):
    file_name: rx.Field[str] = rx.field("")
    checked: rx.Field[ImportReport] = rx.field(default_factory=ImportReport)
    bad_lines: rx.Field[list[BadLine]] = rx.field(default_factory=list[BadLine])
    done: rx.Field[ImportReport] = rx.field(default_factory=ImportReport)
    is_importing: rx.Field[bool] = rx.field(default=False)
    progress: rx.Field[int] = rx.field(0)  # per cent of the lines that are through
    export_href: rx.Field[str] = rx.field("")

    _file: bytes = b""  # packed; between the look at it and the import
    _problems: tuple[BadLine, ...] = ()
    # Of the import whose end nobody here has heard of yet.
    _import_id: str = ""

    @rx.var  # pyright: ignore[reportUnknownMemberType]  # Reflex leaves its **kwargs untyped
    def is_ready(self) -> bool:
        """Checked, nothing is wrong with it, and there is something to do."""
        report = self.checked
        return bool(self.file_name) and not report.problem_count and report.to_write > 0

    @rx.var  # pyright: ignore[reportUnknownMemberType]  # as above
    def question(self) -> str:
        count = self.checked.to_write
        return "Import 1 product" if count == 1 else f"Import {count:,} products"

    @rx.var  # pyright: ignore[reportUnknownMemberType]  # as above
    def shown_of(self) -> str:
        """How much of what is wrong stands there."""
        shown, count = len(self.bad_lines), self.checked.problem_count
        return f"{shown:,} of {counted(count, 'problem')}"

    @rx.var  # pyright: ignore[reportUnknownMemberType]  # as above
    def has_more(self) -> bool:
        return len(self.bad_lines) < self.checked.problem_count

    @rx.var  # pyright: ignore[reportUnknownMemberType]  # as above
    def summary(self) -> str:
        return told(self.checked) if self.file_name else ""

    @rx.var  # pyright: ignore[reportUnknownMemberType]  # as above
    def result(self) -> str:
        return told(self.done) if self.done.state else ""

    @rx.event
    @staff_only
    async def load(self) -> Events:
        """An empty table to lay a file on; or an import that goes on, or has ended meanwhile."""
        self._clear()
        self.error, self.is_importing = "", False
        self.is_loading = True
        yield None
        try:
            await desk_of(self)
        except GatewayError as error:
            yield self._explain(error)
            return
        self.export_href = f"{current_worker().origins.backend}{exports.PRODUCTS}"
        self.is_loading = False
        if self._import_id:
            yield cast("rx.event.EventSpec", StaffImportState.see_it_through())

    @rx.event
    @staff_only
    async def show_more(self) -> None:
        """The next lines that are wrong."""
        self.bad_lines = list(self._problems[: len(self.bad_lines) + SHOWN])

    @rx.event
    @staff_only
    async def check(self, files: list[rx.UploadFile]) -> Events:
        """What the file would do; nothing is changed."""
        self._clear()
        self._begin()
        yield None
        try:
            desk = await desk_of(self)
            for file in files[:1]:
                content = await file.read(BYTES_MAX + 1)
                if len(content) > BYTES_MAX:
                    self.error = TOO_LARGE
                    break
                self._show(await staff_imports.check_file(desk, content))
                self.file_name = file.name or "The file"
                self._file = zlib.compress(content)
        except GatewayError as error:
            yield self._explain(error)
            return
        self.is_busy = False

    @rx.event(background=True)
    async def import_it(self) -> Events:
        """All of it, or nothing; beside the tab's other events, for it may take half a minute."""
        if await self._is_refused():
            return
        async with self:
            if self.is_importing or not self.is_ready or not self._file:
                return
            content = zlib.decompress(self._file)
            import_id = UUID(bytes=secrets.token_bytes(16), version=4)
            self._begin()
            self.is_importing, self.progress, self._import_id = True, 0, str(import_id)
        yield await self._end(self._follow(content, import_id), content=content)

    @rx.event(background=True)
    async def see_it_through(self) -> Events:
        """How an import ends that was begun before the page was left."""
        if await self._is_refused():
            return
        async with self:
            if self.is_importing or not self._import_id:
                return
            import_id = UUID(self._import_id)
            self._begin()
            self.is_importing = True
        yield await self._end(self._wait_for_the_end(import_id))

    @rx.event
    @staff_only
    async def start_over(self) -> None:
        if not self.is_importing:
            self._clear()
            self.error = ""

    async def _end(
        self, ending: Coroutine[Any, Any, ImportReport], *, content: bytes = b""
    ) -> rx.event.EventSpec | None:
        """Wait for it and show it. Who leaves the page meanwhile finds it when they come back."""
        try:
            done = await ending
        except GatewayError as error:
            if error.code == REFUSED:
                await self._check_again(content)
            async with self:
                if not isinstance(error, Unavailable):
                    self._import_id = ""
                return self._explain(error)
        else:
            async with self:
                self._clear()
                self.done, self._import_id = done, ""
            return rx.toast.success(told(done))
        finally:
            async with self:
                self.is_importing, self.is_busy = False, False

    async def _follow(self, content: bytes, import_id: UUID) -> ImportReport:
        """Send the file, and tell how far it is until it has ended.

        Raises:
            GatewayError: nothing was imported, or nobody can tell.
        """
        async with self:
            desk = await desk_of(self)
        sending = asyncio.create_task(staff_imports.import_file(desk, content, import_id=import_id))
        try:
            while not sending.done():
                await asyncio.wait([sending], timeout=PAUSE)
                await self._look(desk, import_id)
            return await sending
        except Unavailable:
            return await self._wait_for_the_end(import_id)
        finally:
            sending.cancel()

    async def _wait_for_the_end(self, import_id: UUID) -> ImportReport:
        """Its answer was lost; its row tells how it ends."""
        async with self:
            desk = await desk_of(self)
        for _ in range(LOST_AFTER):
            try:
                found = await staff_imports.get_import(desk, import_id)
            except NotFound:
                raise Invalid(NEVER_BEGUN) from None
            match found.state:
                case "done":
                    return found
                case "failed":
                    raise Invalid(found.reason)
                case "interrupted":
                    break
                case _:
                    await self._show_progress(found)
                    await asyncio.sleep(PAUSE)
        raise Invalid(CUT_OFF)

    async def _look(self, desk: Gateway, import_id: UUID) -> None:
        try:
            found = await staff_imports.get_import(desk, import_id)
        except GatewayError:
            return  # not begun yet, or no answer to this one question
        await self._show_progress(found)

    async def _show_progress(self, found: ImportReport) -> None:
        percent = found.written * 100 // found.lines if found.lines else 0
        async with self:
            self.progress = percent

    async def _check_again(self, content: bytes) -> None:
        """Something moved since the file was looked at: show which lines it is now."""
        try:
            async with self:
                desk = await desk_of(self)
            checked = await staff_imports.check_file(desk, content)
        except GatewayError:
            return
        async with self:
            self._show(checked)

    def _show(self, checked: ImportReport) -> None:
        self.checked, self._problems = replace(checked, bad_lines=[]), tuple(checked.bad_lines)
        self.bad_lines = list(self._problems[:SHOWN])

    def _clear(self) -> None:
        self.file_name, self._file = "", b""
        self._show(ImportReport())
        self.done = ImportReport()
        self.upload_progress, self.progress = 0, 0


def told(report: ImportReport) -> str:
    """How many of each, in one line."""
    counts = (
        (report.created, "new"),
        (report.updated, "changed"),
        (report.unchanged, "as the shop has it already"),
    )
    parts = [f"{count:,} {what}" for count, what in counts if count]
    return f"{counted(report.lines, 'line')}: {', '.join(parts) or 'nothing for the shop'}"
