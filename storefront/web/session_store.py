from contextlib import AbstractAsyncContextManager
from typing import Final, Protocol

from pydantic import BaseModel, ConfigDict, Field

from storefront.api.account import Person

STAFF_ROLES: Final = frozenset({"staff", "admin"})


class Session(BaseModel):
    """What the server knows of one browser. Tokens stay out of every repr and so of every log."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    access_token: str = Field(default="", repr=False)
    refresh_token: str = Field(default="", repr=False)
    access_expires_at: float = 0.0  # Unix seconds
    person: Person | None = None
    # Of the cart of somebody not signed in; after signing in, until it has come along.
    cart_token: str = Field(default="", repr=False)
    has_ended: bool = False  # not by its owner here: elsewhere, by the shop, or by its age

    @property
    def is_signed_in(self) -> bool:
        return self.person is not None and bool(self.access_token)


class SessionStore(Protocol):
    """Keeps sessions and one-time notes. Ids and codes are secrets: only their hashes are kept."""

    async def load(self, session_id: str) -> Session | None: ...

    async def save(self, session_id: str, session: Session) -> None: ...

    async def forget(self, session_id: str) -> None: ...

    def locked(self, session_id: str) -> AbstractAsyncContextManager[None]:
        """One holder at a time, over all workers that share the store."""
        ...

    async def leave_note(self, code: str, note: str, *, seconds: int) -> None:
        """A note that `take_note` returns once, within `seconds`."""
        ...

    async def take_note(self, code: str) -> str | None: ...

    async def forget_expired(self) -> None: ...

    async def close(self) -> None: ...
