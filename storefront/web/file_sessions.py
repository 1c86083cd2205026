import asyncio
import fcntl
import os
import secrets
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from storefront.web.session_store import Session

PRIVATE_FOLDER: Final = 0o700
PRIVATE_FILE: Final = 0o600
LOCK_PATIENCE: Final = 20.0  # seconds; longer than one refresh with its deadline
DRAFT_GRACE: Final = 3600.0  # seconds
LOCK_PAUSE: Final = 0.02  # seconds between two tries


class FileSessionStore:
    """One file a session, named by the hash of its id, for workers on one machine.

    A file's modification time is the moment it ends, so that nothing has to be opened to clear up.
    """

    def __init__(
        self, folder: Path, *, lifetime: timedelta, now: Callable[[], float] = time.time
    ) -> None:
        self._sessions = folder / "sessions"
        self._notes = folder / "notes"
        self._locks = folder / "locks"
        self._lifetime = lifetime.total_seconds()
        self._now = now
        for place in (folder, self._sessions, self._notes, self._locks):
            place.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)

    async def load(self, session_id: str) -> Session | None:
        text = await asyncio.to_thread(self._read, self._sessions / _name(session_id))
        try:
            return Session.model_validate_json(text) if text is not None else None
        except ValidationError:
            return None  # of an older shop: its owner signs in again

    async def save(self, session_id: str, session: Session) -> None:
        await asyncio.to_thread(
            self._write,
            self._sessions / _name(session_id),
            text=session.model_dump_json(),
            ends_at=self._now() + self._lifetime,
        )

    async def forget(self, session_id: str) -> None:
        path = self._sessions / _name(session_id)
        await asyncio.to_thread(path.unlink, missing_ok=True)

    @asynccontextmanager
    async def locked(self, session_id: str) -> AsyncGenerator[None, None]:
        # 256 lock files serve all sessions, so that none has to be cleared up.
        descriptor = os.open(
            self._locks / _name(session_id)[:2], os.O_RDWR | os.O_CREAT, PRIVATE_FILE
        )
        try:
            async with asyncio.timeout(LOCK_PATIENCE):
                while not _try_lock(descriptor):  # noqa: ASYNC110 - held by any process
                    await asyncio.sleep(LOCK_PAUSE)
            yield
        finally:
            os.close(descriptor)  # frees the lock, as the end of the process would

    async def leave_note(self, code: str, note: str, *, seconds: int) -> None:
        await asyncio.to_thread(
            self._write, self._notes / _name(code), text=note, ends_at=self._now() + seconds
        )

    async def take_note(self, code: str) -> str | None:
        return await asyncio.to_thread(self._take, self._notes / _name(code))

    async def forget_expired(self) -> None:
        await asyncio.to_thread(self._clear_up)

    async def close(self) -> None:
        """Nothing is held between calls."""

    def _read(self, path: Path) -> str | None:
        try:
            return path.read_text() if path.stat().st_mtime > self._now() else None
        except FileNotFoundError:
            return None

    def _write(self, path: Path, *, text: str, ends_at: float) -> None:
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
        os.utime(draft, (ends_at, ends_at))
        draft.replace(path)

    def _take(self, path: Path) -> str | None:
        # Renaming succeeds for one taker only.
        mine = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        try:
            path.rename(mine)
        except FileNotFoundError:
            return None
        note = self._read(mine)
        mine.unlink()
        return note

    def _clear_up(self) -> None:
        now = self._now()
        for path in (*self._sessions.iterdir(), *self._notes.iterdir()):
            try:
                # A draft may still be on its way to its name.
                grace = DRAFT_GRACE if path.name.startswith(".") else 0.0
                if path.stat().st_mtime + grace <= now:
                    path.unlink()
            except FileNotFoundError:
                continue  # another worker was faster


def _name(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
