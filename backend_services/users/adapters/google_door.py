"""The way to Google and back, by Authlib: code flow with PKCE, state and nonce."""

import secrets
from dataclasses import dataclass
from typing import Any, Final, cast

import httpx
from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import OAuth
from itsdangerous import BadData, URLSafeTimedSerializer
from joserfc.errors import JoseError
from starlette.requests import Request
from starlette.responses import Response

from backend_services.shared.observability.logging import get_logger
from backend_services.users.settings import UsersSettings

log = get_logger()

COOKIE: Final = "vitrine_oauth"
LIFETIME: Final = 600  # seconds a browser may take at the provider
_PATH: Final = "/auth"
_TIMEOUT: Final = 8.0  # seconds for each question to the provider
_BROKEN: Final = (OAuthError, JoseError, httpx.HTTPError, ValueError, KeyError, RuntimeError)


class ProviderRefused(Exception):
    """No identity came of it; `code` says why, for a page that tells people."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class ProvenIdentity:
    """What the verified id_token says."""

    subject: str
    email: str
    email_verified: bool


@dataclass(frozen=True, slots=True)
class Arrival:
    identity: ProvenIdentity
    challenge: str  # of the shop's browser that began; "" where nobody gave one


@dataclass(frozen=True, slots=True)
class GoogleDoor:
    client: Any  # Authlib's StarletteOAuth2App, which is untyped
    signer: URLSafeTimedSerializer
    redirect_uri: str
    is_secure: bool

    @classmethod
    def from_settings(cls, settings: UsersSettings) -> "GoogleDoor | None":
        if not settings.google_client_id:
            return None
        secret = settings.google_client_secret
        oauth = cast("Any", OAuth())
        client = oauth.register(
            "google",
            client_id=settings.google_client_id,
            client_secret=secret.get_secret_value() if secret else None,
            server_metadata_url=settings.google_discovery_url,
            client_kwargs={
                "scope": "openid email profile",
                "code_challenge_method": "S256",
                "timeout": _TIMEOUT,
            },
        )
        cookie_secret = settings.cookie_secret
        key = cookie_secret.get_secret_value() if cookie_secret else secrets.token_hex(32)
        return cls(
            client=client,
            signer=URLSafeTimedSerializer(key, salt="oauth"),
            redirect_uri=f"{str(settings.public_api_url).rstrip('/')}/auth/google/callback",
            is_secure=settings.public_api_url.scheme == "https",
        )

    async def leave(self, request: Request, *, challenge: str) -> Response:
        """Send the browser to the provider; what is needed when it is back goes into its cookie.

        Raises:
            ProviderRefused: the provider cannot be asked where it lives.
        """
        request.scope["session"] = {}
        try:
            response: Response = await self.client.authorize_redirect(request, self.redirect_uri)
        except _BROKEN as error:
            log.warning("google.unreachable", reason=type(error).__name__)
            raise ProviderRefused("google_failed") from error
        response.status_code = 307  # the reference's
        noted = self.signer.dumps({"session": request.session, "challenge": challenge})
        response.set_cookie(
            COOKIE,
            noted,
            max_age=LIFETIME,
            path=_PATH,
            secure=self.is_secure,
            httponly=True,
            samesite="lax",
        )
        return response

    async def arrive(self, request: Request) -> Arrival:
        """Who is back: state, PKCE, nonce and the id_token's signature and claims are checked.

        Raises:
            ProviderRefused: denied, too late, or not to be believed.
        """
        if request.query_params.get("error") == "access_denied":
            raise ProviderRefused("google_denied")
        noted = self._read_cookie(request)
        request.scope["session"] = noted["session"]
        try:
            token = await self.client.authorize_access_token(request)
            claims = token["userinfo"]
            identity = ProvenIdentity(
                subject=str(claims["sub"]),
                email=str(claims.get("email") or ""),
                email_verified=claims.get("email_verified") is True,
            )
        except _BROKEN as error:
            log.warning("google.failed", reason=type(error).__name__)
            raise ProviderRefused("google_failed") from error
        return Arrival(identity=identity, challenge=str(noted["challenge"]))

    def forget(self, response: Response) -> None:
        response.delete_cookie(
            COOKIE, path=_PATH, secure=self.is_secure, httponly=True, samesite="lax"
        )

    def _read_cookie(self, request: Request) -> dict[str, Any]:
        try:
            return self.signer.loads(request.cookies.get(COOKIE, ""), max_age=LIFETIME)
        except BadData:
            raise ProviderRefused("google_expired") from None
