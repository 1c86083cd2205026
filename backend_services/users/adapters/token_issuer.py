import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from jose import jwt

from backend_services.shared.clock import Clock
from backend_services.shared.http.tokens import ALGORITHM
from backend_services.shared.ids import NewId
from backend_services.users.adapters.signing_keys import SigningKeys
from backend_services.users.adapters.tables import User
from backend_services.users.settings import UsersSettings

_SECRET_BYTES: Final = 32  # 256 bits: not to be guessed, so a plain SHA-256 is enough to store it


@dataclass(frozen=True, slots=True)
class NewRefreshToken:
    secret: str
    digest: bytes
    issued_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class TokenPair:
    """What a sign-in and a refresh answer."""

    access_token: str
    refresh_token: str
    expires_in: int  # seconds, of the access token


@dataclass(frozen=True, slots=True)
class TokenIssuer:
    keys: SigningKeys
    settings: UsersSettings
    clock: Clock
    new_id: NewId

    def refresh_token(self) -> NewRefreshToken:
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        now = self.clock.now()
        return NewRefreshToken(
            secret=secret,
            digest=digest(secret),
            issued_at=now,
            expires_at=now + self.settings.refresh_token_lifetime,
        )

    def pair(self, user: User, *, sign_in_id: UUID, refresh_token: NewRefreshToken) -> TokenPair:
        lifetime = self.settings.access_token_lifetime
        issued_at = int(refresh_token.issued_at.timestamp())
        expires_in = int(lifetime.total_seconds())
        access_token = jwt.encode(
            {
                "sub": str(user.id),
                "email": user.email,
                "username": user.username,
                "role": user.role.value,
                "iss": self.settings.token_issuer,
                "aud": self.settings.token_audience,
                "iat": issued_at,
                "exp": issued_at + expires_in,
                "jti": str(self.new_id()),
                "sid": str(sign_in_id),
            },
            self.keys.current.private,
            algorithm=ALGORITHM,
            headers={"kid": self.keys.current.id},
        )
        return TokenPair(
            access_token=access_token, refresh_token=refresh_token.secret, expires_in=expires_in
        )


def digest(secret: str) -> bytes:
    """What is stored of a secret of ours: a refresh token, a mailed link."""
    return hashlib.sha256(secret.encode()).digest()
