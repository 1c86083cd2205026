"""A folder of mails as every mail program knows it: `tmp`, `new`, `cur`, one file each."""

import itertools
import os
import re
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NewType

MailId = NewType("MailId", str)

# Time of arrival to the microsecond, process, number within the process.
_ID: Final = re.compile(r"(\d{10})\.M(\d{6})P\d{1,10}Q\d{1,10}\.vitrine", re.ASCII)


class Maildir:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)
        for name in ("tmp", "new", "cur"):
            (folder / name).mkdir(parents=True, exist_ok=True)

    def keep(self, content: bytes) -> MailId:
        """Write a mail down; once this returns, not even a power cut loses it.

        Raises:
            OSError: the disk is full, or the folder is gone.
        """
        mail_id = self._next_id()
        path = self._folder / "tmp" / mail_id
        with path.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        path.rename(self._folder / "new" / mail_id)
        _sync_folder(self._folder / "new")
        return mail_id

    def ids(self) -> Sequence[MailId]:
        """Newest first."""
        return sorted((mail_id for mail_id in map(as_id, self._names()) if mail_id), reverse=True)

    def read(self, mail_id: MailId) -> bytes | None:
        """A mail as it came, or None when it has been thrown away."""
        path = self._find(mail_id)
        with suppress(FileNotFoundError):
            return path.read_bytes() if path else None
        return None

    def _find(self, mail_id: MailId) -> Path | None:
        unread = self._folder / "new" / mail_id
        if unread.is_file():
            return unread
        # A mail program has moved it to `cur` and put its flags behind the name.
        return next((self._folder / "cur").glob(f"{mail_id}*"), None)

    def _names(self) -> set[str]:
        found = (path.name for name in ("new", "cur") for path in (self._folder / name).iterdir())
        return {name.partition(":")[0] for name in found}

    def _next_id(self) -> MailId:
        seconds, nanoseconds = divmod(time.time_ns(), 10**9)
        parts = f"M{nanoseconds // 1000:06}P{os.getpid()}Q{next(self._numbers)}"
        return MailId(f"{seconds}.{parts}.vitrine")


def as_id(text: str) -> MailId | None:
    """The id, when the text is one: nothing else becomes part of a path."""
    return MailId(text) if _ID.fullmatch(text) else None


def arrival(mail_id: MailId) -> float:
    """Seconds since 1970."""
    match = _ID.fullmatch(mail_id)
    assert match is not None
    return int(match[1]) + int(match[2]) / 1e6


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
