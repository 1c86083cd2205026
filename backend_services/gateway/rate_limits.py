"""So many requests a minute from one address, and from one account."""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Self, cast

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from backend_services.gateway.client_address import bucket, client_address
from backend_services.gateway.known_callers import AccountOf
from backend_services.gateway.settings import GatewaySettings
from backend_services.shared.errors import TooManyRequests
from backend_services.shared.http.problems import problem_of
from backend_services.shared.observability.logging import get_logger

log = get_logger()

_SIGN_IN: Final = ("/users/login", "/users/register", "/users/password-reset")
_SIGN_IN_BELOW: Final = ("/users/password-reset/", "/users/handoff", "/auth/")
_UNLIMITED: Final = ("/health",)


@dataclass(frozen=True, slots=True)
class Rule:
    limit: RateLimitItem
    name: str
    counted: str  # what is counted as one: an address, an account


class RateLimits:
    """Refuses what is too much before any service hears of it."""

    def __init__(self, app: ASGIApp, *, limiter: "Limiter") -> None:
        self._app = app
        self._limiter = limiter

    async def __call__(  # noqa: PLR0917 - ASGI calls it so
        self, scope: Scope, receive: Receive, send: Send
    ) -> None:
        wait = await self._limiter.seconds_to_wait(scope) if _is_limited(scope) else None
        if wait is None:
            await self._app(scope, receive, send)
            return
        error = TooManyRequests("Too many requests. Please wait a moment.", retry_after=wait)
        await problem_of(error)(scope, receive, send)


class Limiter:
    """Counts by the library `limits`, in fixed windows: in this process, or in Redis for all."""

    def __init__(self, settings: GatewaySettings, *, account_of: AccountOf) -> None:
        self._trusted = settings.trusted
        self._account_of = account_of
        self._redis = _redis(settings)
        self._windows = FixedWindowRateLimiter(self._redis or MemoryStorage())
        self._per_address = parse(settings.rate_limit_per_address)
        self._sign_ins = parse(settings.rate_limit_sign_ins_per_address)
        self._per_account = parse(settings.rate_limit_per_account)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._redis is not None:
            bridge = cast("Any", self._redis.bridge)  # the library has no public way to close
            await bridge.get_connection().aclose()

    async def seconds_to_wait(self, scope: Scope) -> int | None:
        """Count the request; None where it may pass."""
        try:
            for rule in await self._rules(scope):
                if not await self._windows.hit(rule.limit, rule.name, rule.counted):
                    log.warning("request.limited", rule=rule.name)
                    window = await self._windows.get_window_stats(
                        rule.limit, rule.name, rule.counted
                    )
                    return max(1, math.ceil(window.reset_time - time.time()))
        except Exception as error:  # noqa: BLE001 - the store's client raises what it likes
            # A shop without limits for a while is better than no shop.
            log.warning("rate_limits.unavailable", reason=type(error).__name__)
        return None

    async def _rules(self, scope: Scope) -> Sequence[Rule]:
        headers = Headers(scope=scope)
        peer = scope["client"][0] if scope.get("client") else None
        trusted = self._trusted
        address = client_address(
            peer, forwarded=headers.getlist("x-forwarded-for"), trusted=trusted
        )
        rules: list[Rule] = []
        # What our own storefront asks for itself (tokens, pictures) is nobody's to use up.
        if not trusted.is_one(address):
            rules.append(Rule(self._per_address, "address", bucket(address)))
            if _is_sign_in(scope["path"]):
                rules.append(Rule(self._sign_ins, "sign_in", bucket(address)))
        account = await self._account_of(headers.get("authorization"))
        if account is not None:
            rules.append(Rule(self._per_account, "account", str(account)))
        return rules


def _is_limited(scope: Scope) -> bool:
    return (
        scope["type"] == "http"
        and scope["method"] != "OPTIONS"
        and not scope["path"].startswith(_UNLIMITED)
    )


def _is_sign_in(path: str) -> bool:
    return path.rstrip("/") in _SIGN_IN or path.startswith(_SIGN_IN_BELOW)


def _redis(settings: GatewaySettings) -> RedisStorage | None:
    if settings.redis_url is None:
        return None
    url = settings.redis_url.get_secret_value()
    return RedisStorage(f"async+{url}", implementation="redispy", key_prefix="vitrine-limits")
