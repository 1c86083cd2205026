import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias

from backend_services.shared.errors import AppError
from backend_services.shared.http.tokens import TokenVerifier

AccountOf: TypeAlias = Callable[[str | None], Awaitable[int | None]]

_KEPT: Final = 10_000  # tokens; each is verified once and not at every request
_PATIENCE: Final = 1.0  # seconds for the public keys
_PAUSE: Final = 5.0  # seconds without asking after the keys could not be had


class KnownCallers:
    """Whose token it is, as far as can be said at once: limits need to know, nothing else here."""

    def __init__(self, verifier: TokenVerifier) -> None:
        self._verifier = verifier
        self._known: OrderedDict[str, tuple[int, int]] = OrderedDict()
        self._asks_again_at = 0.0

    async def account_of(self, authorization: str | None) -> int | None:
        """The user's id; None for a guest, and for a token that nobody here can vouch for."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            return None
        known = self._known.get(token)
        if known is not None:
            user_id, expires_at = known
            return user_id if expires_at > time.time() else None
        return await self._verify(token)

    async def _verify(self, token: str) -> int | None:
        if time.monotonic() < self._asks_again_at:
            return None
        try:
            async with asyncio.timeout(_PATIENCE):
                principal = await self._verifier.verify(token)
        except (AppError, TimeoutError) as error:
            if not isinstance(error, AppError) or error.status >= 500:  # noqa: PLR2004 - a server's fault
                self._asks_again_at = time.monotonic() + _PAUSE
            return None
        self._known[token] = (principal.user_id, principal.expires_at)
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return principal.user_id
