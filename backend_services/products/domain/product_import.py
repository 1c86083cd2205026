"""An import that was begun: how far it is, and how it ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from backend_services.shared.errors import Conflict, NotFound, Unprocessable

# Longer than any wait that an import may have to sit through between two batches.
SILENT_FOR: Final = timedelta(seconds=60)


class ImportState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    INTERRUPTED = "interrupted"  # never written: running, and silent for too long


class ImportNotFound(NotFound):
    code, title = "import_not_found", "There is no such import"


class ImportIdReused(Unprocessable):
    code, title = "import_id_reused", "This id was used for the import of another file"


class ImportIsRunning(Conflict):
    code, title = "import_is_running", "This import is still at work"

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": "1"})


class ProductsMovedMeanwhile(Conflict):
    code, title = (
        "products_moved",
        "Somebody changed products while they were imported; nothing was imported. Try again",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductUpload:
    """A file that somebody sent to be imported."""

    import_id: UUID
    digest: bytes  # SHA-256 of the file: one id stands for one file


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductImport:
    id: UUID
    digest: bytes
    attempt: int
    state: ImportState
    lines: int
    written: int  # lines that are through; none of them shows before all are
    created: int
    updated: int
    unchanged: int
    reason: str | None  # why it failed
    actor_user_id: int | None
    started_at: datetime
    told_at: datetime  # when it last said how far it is

    def seen_at(self, now: datetime) -> ImportState:
        """Its state, as far as anybody can tell."""
        is_silent = self.state is ImportState.RUNNING and now - self.told_at > SILENT_FOR
        return ImportState.INTERRUPTED if is_silent else self.state

    def check_repeat(self, digest: bytes, *, now: datetime) -> None:
        """May the same file be sent under this id once more?

        Raises:
            ImportIdReused: it is another file.
            ImportIsRunning: the first one is at work.
        """
        if digest != self.digest:
            raise ImportIdReused
        if self.seen_at(now) is ImportState.RUNNING:
            raise ImportIsRunning
