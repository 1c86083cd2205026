"""Access tokens: RS256, verified by every service for itself with the public keys of users."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Protocol
from uuid import UUID

import httpx
from jose import jwt
from jose.exceptions import (
    ExpiredSignatureError,
    JOSEError,
)

from backend_services.shared.clock import Clock
from backend_services.shared.db.limits import INT32_MAX
from backend_services.shared.errors import Unauthenticated, Unavailable
from backend_services.shared.settings import TokenNames

ALGORITHM: Final = "RS256"  # the only one: what the header asks for is not listened to
_MUST_HAVE: Final = {f"require_{claim}": True for claim in ("sub", "iss", "aud", "iat", "exp")}


class Role(StrEnum):
    CUSTOMER = "customer"
    STAFF = "staff"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is asking."""

    user_id: int
    email: str
    role: Role
    token_id: str
    expires_at: int  # seconds since 1970
    sign_in_id: UUID | None = (
        None  # which of their sign-ins; None in tokens made before it was told
    )

    @property
    def is_staff(self) -> bool:
        return self.role in {Role.STAFF, Role.ADMIN}


class KeySource(Protocol):
    async def find(self, key_id: str) -> Mapping[str, Any] | None:
        """The public key (a JWK) of that id."""
        ...


class RemoteKeys:
    """The JWKS document of users, kept; asked again when an unknown key id turns up."""

    REFRESH_AT_MOST_EVERY: Final = timedelta(seconds=10)  # unknown key ids must not hammer users

    def __init__(self, client: httpx.AsyncClient, *, url: str, clock: Clock) -> None:
        self._client = client
        self._url = url
        self._clock = clock
        self._keys: dict[str, Mapping[str, Any]] = {}
        self._asked_at: datetime | None = None

    async def find(self, key_id: str) -> Mapping[str, Any] | None:
        now = self._clock.now()
        if key_id not in self._keys and self._may_ask(now):
            await self._refresh()
            self._asked_at = now
        return self._keys.get(key_id)

    def _may_ask(self, now: datetime) -> bool:
        return self._asked_at is None or now - self._asked_at >= self.REFRESH_AT_MOST_EVERY

    async def _refresh(self) -> None:
        try:
            response = await self._client.get(self._url)
            response.raise_for_status()
            self._keys = {key["kid"]: key for key in response.json()["keys"]}
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:  # or no key set at all
            raise Unavailable("Sign-in cannot be checked right now. Please try again.") from error


class TokenVerifier:
    def __init__(self, keys: KeySource, names: TokenNames) -> None:
        self._keys = keys
        self._issuer = names.token_issuer
        self._audience = names.token_audience

    async def verify(self, token: str) -> Principal:
        """Who the token speaks for.

        Raises:
            Unauthenticated: expired, forged, malformed, or made for somebody else.
            Unavailable: the public keys cannot be fetched.
        """
        try:
            header = jwt.get_unverified_header(token)
        except JOSEError as error:
            raise Unauthenticated("Could not validate credentials") from error
        key = await self._keys.find(str(header.get("kid", "")))
        if key is None:
            raise Unauthenticated("Could not validate credentials")
        return _principal(self._decode(token, key))

    def _decode(self, token: str, key: Mapping[str, Any]) -> dict[str, Any]:
        try:
            return jwt.decode(
                token,
                dict(key),
                algorithms=[ALGORITHM],
                issuer=self._issuer,
                audience=self._audience,
                options=_MUST_HAVE,
            )
        except ExpiredSignatureError as error:
            raise Unauthenticated("Token has expired") from error
        except (JOSEError, TypeError) as error:  # TypeError: jose meets a time that is a list
            raise Unauthenticated("Could not validate credentials") from error


def _principal(claims: dict[str, Any]) -> Principal:
    try:
        user_id = int(claims["sub"])
        if not 1 <= user_id <= INT32_MAX:
            raise Unauthenticated("Could not validate credentials")
        return Principal(
            user_id=user_id,
            email=str(claims["email"]),
            role=Role(claims["role"]),
            token_id=str(claims["jti"]),
            expires_at=int(claims["exp"]),
            sign_in_id=UUID(claims["sid"]) if "sid" in claims else None,
        )
    except (KeyError, ValueError, AttributeError) as error:  # AttributeError: a sid that is no text
        raise Unauthenticated("Could not validate credentials") from error
