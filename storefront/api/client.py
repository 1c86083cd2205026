"""The only door out: one pooled client per worker, with a deadline, patience and typed errors."""

import asyncio
import random
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, TypeVar

import httpx
import structlog
from pydantic import TypeAdapter, ValidationError

from storefront.api.errors import Broken, GatewayError, Unavailable, error_of
from storefront.api.formatting import Display
from storefront.api.shelf import Shelf

Answer = TypeVar("Answer")
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]

# The gateway gives its own backends less than `read`, so that it answers before we hang up.
TIMEOUTS: Final = httpx.Timeout(connect=2.0, read=8.0, write=5.0, pool=2.0)
POOL: Final = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=30)
CONFLICT: Final = 409
DEADLINE: Final = 15.0  # seconds for one call with all its retries: a shopper waits no longer
ATTEMPTS: Final = 4
FIRST_PAUSE: Final = 0.1  # seconds; doubled each time, with full jitter
REPEATABLE: Final[frozenset[Method]] = frozenset({"GET", "PUT", "DELETE"})
# The request never left: nothing can have happened twice.
NEVER_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Call:
    method: Method
    path: str
    params: Mapping[str, str | int | bool | Sequence[int] | Sequence[str]] = field(
        default_factory=dict[str, Any]
    )
    body: object = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    idempotency_key: str = ""
    file: tuple[str, bytes, str] | None = None  # name, content, media type: sent as a form's `file`
    form: Mapping[str, str] = field(default_factory=dict[str, str])  # beside the file
    patience: float | None = None  # seconds; None: no more than a shopper has

    @property
    def is_repeatable(self) -> bool:
        return self.method in REPEATABLE or bool(self.idempotency_key)


@dataclass(frozen=True, kw_only=True)
class Gateway:
    http: httpx.AsyncClient
    display: Display = field(default_factory=Display)
    shelf: Shelf = field(default_factory=Shelf)
    auth: httpx.Auth | None = None
    deadline: float = DEADLINE  # seconds
    visitor_address: str = ""  # whom the gateway counts the calls for; empty: the shop itself

    def at(self, visitor_address: str) -> "Gateway":
        """The same connections, asked for the visitor at that address."""
        return replace(self, visitor_address=visitor_address)

    def acting_as(self, auth: httpx.Auth) -> "Gateway":
        """The same connections, speaking for one visitor."""
        return replace(self, auth=auth)

    async def fetch(self, call: Call, *, answer: type[Answer]) -> Answer:
        """The answer, checked against its shape.

        Raises:
            GatewayError: the subclass that says what went wrong.
        """
        response = await self.send(call)
        try:
            return TypeAdapter(answer).validate_json(response.content)
        except ValidationError as error:
            # Without the exception: its text would carry the answer into the log.
            log.warning("gateway.answer_unreadable", path=call.path, count=error.error_count())
            raise Broken from None

    async def send(self, call: Call) -> httpx.Response:
        """A 2xx answer.

        Raises:
            GatewayError: the subclass that says what went wrong.
        """
        trace = secrets.token_hex(16)
        try:
            async with asyncio.timeout(call.patience or self.deadline):
                return await self._persist(call, trace=trace)
        except TimeoutError:
            log.warning("gateway.timed_out", path=call.path, request_id=trace)
            raise Unavailable(request_id=trace) from None

    async def _persist(self, call: Call, *, trace: str) -> httpx.Response:
        for attempt in range(1, ATTEMPTS):
            try:
                return await self._try(call, trace=trace)
            except _Passing as passing:
                log.info(
                    "gateway.call_repeated",
                    path=call.path,
                    request_id=trace,
                    attempt=attempt,
                    reason=passing.reason,
                )
                await asyncio.sleep(max(pause_before(attempt), passing.wait))
        try:
            return await self._try(call, trace=trace)
        except _Passing as passing:
            raise passing.error from None

    async def _try(self, call: Call, *, trace: str) -> httpx.Response:
        try:
            response = await self.http.request(
                call.method,
                call.path,
                params=dict(call.params),
                json=call.body,
                data=dict(call.form) or None,
                files=None if call.file is None else {"file": call.file},
                headers=_headers(call, trace=trace, visitor_address=self.visitor_address),
                auth=self.auth,
                timeout=httpx.USE_CLIENT_DEFAULT if call.patience is None else call.patience,
            )
        except httpx.TransportError as error:
            unavailable = Unavailable(request_id=trace)
            if call.is_repeatable or isinstance(error, NEVER_SENT):
                raise _Passing(unavailable, reason=type(error).__name__) from error
            raise unavailable from error
        if response.is_success:
            return response
        failure = error_of(response)
        if call.is_repeatable and _is_passing(response, failure):
            wait = response.headers.get("retry-after", "")
            raise _Passing(
                failure,
                reason=str(response.status_code),
                wait=float(wait) if wait.isdecimal() else 0.0,
            )
        raise failure


class _Passing(Exception):
    """A failure that may be gone at the next attempt."""

    def __init__(self, error: GatewayError, *, reason: str, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.error = error
        self.reason = reason
        self.wait = wait  # seconds the server asked for


def pause_before(attempt: int) -> float:
    """Seconds; full jitter, so that many workers do not knock in step."""
    return random.uniform(0, FIRST_PAUSE * 2**attempt)  # noqa: S311 - spreads load, hides nothing


def _is_passing(response: httpx.Response, failure: GatewayError) -> bool:
    # 409 with Retry-After: the first request with this Idempotency-Key is still at work.
    is_at_work = response.status_code == CONFLICT and "retry-after" in response.headers
    return isinstance(failure, Unavailable) or is_at_work


def _headers(call: Call, *, trace: str, visitor_address: str) -> dict[str, str]:
    visitor = {"X-Forwarded-For": visitor_address} if visitor_address else {}
    key = {"Idempotency-Key": call.idempotency_key} if call.idempotency_key else {}
    return {
        **call.headers,
        **visitor,
        **key,
        "X-Request-ID": trace,
        "traceparent": f"00-{trace}-{secrets.token_hex(8)}-01",
    }
