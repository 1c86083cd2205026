from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from storefront.web.session_store import Session

if TYPE_CHECKING:
    from redis.asyncio import Redis

LOCK_PATIENCE: Final = 20.0  # seconds; longer than one refresh with its deadline
LOCK_LIFETIME: Final = 30.0  # seconds until the lock of a dead worker is free again


class RedisSessionStore:
    """Sessions for any number of workers on any number of machines; Redis ends them itself."""

    def __init__(self, redis: "Redis", *, lifetime: timedelta) -> None:
        self._redis = redis
        self._lifetime = lifetime

    async def load(self, session_id: str) -> Session | None:
        text = await self._redis.get(_key("session", session_id))
        try:
            return Session.model_validate_json(text) if text is not None else None
        except ValidationError:
            return None  # of an older shop: its owner signs in again

    async def save(self, session_id: str, session: Session) -> None:
        key = _key("session", session_id)
        await self._redis.set(key, session.model_dump_json(), ex=self._lifetime)

    async def forget(self, session_id: str) -> None:
        await self._redis.delete(_key("session", session_id))

    @asynccontextmanager
    async def locked(self, session_id: str) -> AsyncGenerator[None, None]:
        async with self._redis.lock(
            _key("lock", session_id),
            timeout=LOCK_LIFETIME,
            blocking_timeout=LOCK_PATIENCE,
        ):
            yield

    async def leave_note(self, code: str, note: str, *, seconds: int) -> None:
        await self._redis.set(_key("note", code), note, ex=seconds)

    async def take_note(self, code: str) -> str | None:
        found = await self._redis.getdel(_key("note", code))
        return found.decode() if isinstance(found, bytes) else found

    async def forget_expired(self) -> None:
        """Redis does."""

    async def close(self) -> None:
        await self._redis.aclose()


def _key(kind: str, secret: str) -> str:
    return f"vitrine:{kind}:{sha256(secret.encode()).hexdigest()}"
