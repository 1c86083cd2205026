import asyncio
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import bcrypt

from backend_services.shared.errors import Unavailable
from backend_services.users.domain.password import LONGEST
from backend_services.users.settings import UsersSettings


class PasswordHasher:
    """bcrypt beside the event loop, a few at once: a login flood leaves cores for the rest."""

    def __init__(self, *, cost: int, at_once: int, queue_timeout: float) -> None:
        self._cost = cost
        self._turns = asyncio.Semaphore(at_once)
        self._queue_timeout = queue_timeout
        self._decoy = bcrypt.hashpw(secrets.token_hex(16).encode(), bcrypt.gensalt(cost))

    @classmethod
    def from_settings(cls, settings: UsersSettings) -> "PasswordHasher":
        return cls(
            cost=settings.password_cost,
            at_once=settings.passwords_at_once,
            queue_timeout=settings.password_queue_timeout,
        )

    async def hash(self, password: str) -> str:
        """Hash a password that was checked (domain/password.py).

        Raises:
            Unavailable: too many others wait for their turn.
        """
        salt = bcrypt.gensalt(self._cost)
        async with self._turn():
            return (await asyncio.to_thread(bcrypt.hashpw, password.encode(), salt)).decode()

    async def verify(self, password: str, *, password_hash: str | None) -> bool:
        """Whether it is the password; as much work without a hash, so that nothing can be timed.

        Raises:
            Unavailable: too many others wait for their turn.
        """
        given = password.encode()
        expected = password_hash.encode() if password_hash else self._decoy
        async with self._turn():
            is_match = await asyncio.to_thread(bcrypt.checkpw, given[:LONGEST], expected)
        return is_match and password_hash is not None and len(given) <= LONGEST

    @asynccontextmanager
    async def _turn(self) -> AsyncGenerator[None]:
        try:
            async with asyncio.timeout(self._queue_timeout):
                await self._turns.acquire()
        except TimeoutError:
            raise Unavailable(
                "Many people are signing in right now. Please try again.", retry_after=5
            ) from None
        try:
            yield
        finally:
            self._turns.release()
