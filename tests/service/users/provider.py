"""An identity provider that keeps to the protocol, or breaks it as a test says."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from jose import jwt

from tests.fixtures.tokens import KEY_ID, TestKeys

ISSUER = "https://provider.example"
CLIENT_ID = "shop-at-provider"


@dataclass
class Provider(httpx.AsyncBaseTransport):
    """The wire between users and the provider; what it was asked is kept."""

    keys: TestKeys
    claims: dict[str, Any] = field(default_factory=dict[str, Any])
    sign_with: Mapping[str, Any] | None = None  # {"key": …, "algorithm": …}
    said: str | None = None  # an id_token as it is, whatever the claims
    is_down: bool = False
    nonce: str = ""
    token_requests: list[dict[str, list[str]]] = field(default_factory=list[Any])

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.is_down:
            raise httpx.ConnectError("nobody there", request=request)
        match request.url.path:
            case "/.well-known/openid-configuration":
                body: object = {
                    "issuer": ISSUER,
                    "authorization_endpoint": f"{ISSUER}/authorize",
                    "token_endpoint": f"{ISSUER}/token",
                    "jwks_uri": f"{ISSUER}/keys",
                    "id_token_signing_alg_values_supported": ["RS256"],
                }
            case "/keys":
                body = {"keys": [self.keys.public_jwk]}
            case "/token":
                self.token_requests.append(parse_qs((await request.aread()).decode()))
                body = {
                    "access_token": "at",
                    "token_type": "Bearer",
                    "expires_in": 60,
                    "id_token": self.said or self._id_token(),
                }
            case _:
                return httpx.Response(404, request=request)
        return httpx.Response(200, json=body, request=request)

    def _id_token(self) -> str:
        now = int(time.time())
        body: dict[str, Any] = {
            "iss": ISSUER,
            "aud": CLIENT_ID,
            "sub": "subject-1",
            "email": "gina@example.com",
            "email_verified": True,
            "iat": now,
            "exp": now + 60,
            "nonce": self.nonce,
        } | self.claims
        body = {name: value for name, value in body.items() if value is not None}
        signed = self.sign_with or {"key": self.keys.private_pem, "algorithm": "RS256"}
        return jwt.encode(body, headers={"kid": KEY_ID}, **signed)


@dataclass
class Browser:
    """Walks the way to the provider and back, with its cookie."""

    client: httpx.AsyncClient
    provider: Provider

    async def leave(self, *, challenge: str | None) -> dict[str, str]:
        """To the provider; answers with what its address asks for."""
        query = {"challenge": challenge} if challenge else {}
        answer = await self.client.get("/auth/google", params=query)
        assert answer.status_code == 307, answer.text
        asked = {k: v[0] for k, v in parse_qs(urlsplit(answer.headers["Location"]).query).items()}
        self.provider.nonce = asked.get("nonce", "")
        return asked

    async def come_back(self, **query: str) -> httpx.Response:
        return await self.client.get("/auth/google/callback", params=query)
