"""Who of the people at this worker's tabs is to be heard of, and with which session."""

import asyncio
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager


class Audience:
    def __init__(self) -> None:
        self._sessions: dict[int, Counter[str]] = {}
        self.changed = asyncio.Event()

    def __bool__(self) -> bool:
        return bool(self._sessions)

    @property
    def user_ids(self) -> frozenset[int]:
        return frozenset(self._sessions)

    def session_of(self, user_id: int) -> str:
        """The session most of the person's tabs are open in; "" for a stranger."""
        sessions = self._sessions.get(user_id)
        return sessions.most_common(1)[0][0] if sessions else ""

    @contextmanager
    def seated(self, user_id: int, *, session_id: str) -> Generator[None, None, None]:
        """For as long as a tab of the person is open."""
        sessions = self._sessions.setdefault(user_id, Counter())
        sessions[session_id] += 1
        self.changed.set()
        try:
            yield
        finally:
            sessions[session_id] -= 1
            if not sessions[session_id]:
                del sessions[session_id]
            if not sessions:
                self._sessions.pop(user_id, None)
            self.changed.set()
