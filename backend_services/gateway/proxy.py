import asyncio
import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

import httpx
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocketClose

from backend_services.gateway.body import BodyTooSlow, read_body
from backend_services.gateway.circuit_breaker import CircuitBreaker, CircuitOpen
from backend_services.gateway.client_address import client_address
from backend_services.gateway.errors import RequestTimeout, ServiceUnavailable
from backend_services.gateway.headers import towards_client, towards_service
from backend_services.gateway.known_callers import AccountOf
from backend_services.gateway.retries import Repeatable, Retries, repeatable
from backend_services.gateway.routing import Service, Target, canonical_path, resolve
from backend_services.gateway.settings import GatewaySettings
from backend_services.gateway.upstreams import Upstreams
from backend_services.shared.errors import BadRequest, PayloadTooLarge, Unauthenticated
from backend_services.shared.observability.logging import get_logger
from backend_services.shared.observability.metrics import ROUTE_KEY

log = get_logger()

_METHODS: Final = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
_ASCII: Final = "".join(chr(code) for code in range(0x21, 0x7F))


class StreamedAnswer(StreamingResponse):
    """Hands the service's bytes on as they come, and always gives its connection back."""

    def __init__(self, answer: httpx.Response, *, target: Target) -> None:
        super().__init__(answer.aiter_raw(), status_code=answer.status_code)
        self.raw_headers = towards_client(answer, service=target.service)
        self._answer = answer

    async def __call__(  # noqa: PLR0917 - ASGI calls it so
        self, scope: Scope, receive: Receive, send: Send
    ) -> None:
        try:
            with suppress(ClientDisconnect):
                await super().__call__(scope, receive, send)
        finally:
            await self._answer.aclose()


@dataclass(frozen=True, slots=True)
class Proxy:
    """What answers when no route of the gateway's own does."""

    upstreams: Upstreams
    breakers: Mapping[Service, CircuitBreaker]
    settings: GatewaySettings
    account_of: AccountOf

    async def __call__(  # noqa: PLR0917 - as above
        self, scope: Scope, receive: Receive, send: Send
    ) -> None:
        if scope["type"] == "websocket":
            await WebSocketClose()(scope, receive, send)
            return
        response = await self.forward(Request(scope, receive))
        await response(scope, receive, send)

    async def forward(self, request: Request) -> Response:
        """Pass a request to the service it belongs to, and its answer back.

        Raises:
            UnknownPath, PayloadTooLarge, BodyTooSlow, BadRequest: not passed on.
            Unauthenticated: a stranger's file, larger than what strangers may send.
            ServiceUnavailable, RequestTimeout: no answer came.
        """
        path = canonical_path(request.scope["raw_path"])
        if path.endswith("/") and path != "/":
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(path.rstrip("/") + query, status_code=307)
        target = resolve(path)
        request.scope[ROUTE_KEY] = target.mount.public
        if request.method not in _METHODS:
            raise HTTPException(405, headers={"Allow": ", ".join(_METHODS)})
        deadline = asyncio.get_running_loop().time() + self.settings.request_deadline
        try:
            async with asyncio.timeout_at(deadline):
                body = await self._read(request, target)
        except TimeoutError:
            raise BodyTooSlow from None
        answer = await self._ask(request, target=target, body=body, deadline=deadline)
        return StreamedAnswer(answer, target=target)

    async def _read(self, request: Request, target: Target) -> bytes:
        """Only those who signed in may send files: a stranger could fill the memory."""
        if not (target.takes_files and request.method == "POST"):
            return await read_body(request, limit=self.settings.body_limit)
        if await self.account_of(request.headers.get("authorization")) is not None:
            return await read_body(request, limit=self.settings.upload_limit)
        try:
            return await read_body(request, limit=self.settings.body_limit)
        except PayloadTooLarge:
            raise Unauthenticated from None

    async def _ask(
        self, request: Request, *, target: Target, body: bytes, deadline: float
    ) -> httpx.Response:
        kind = repeatable(request.method, headers=request.headers, mount=target.mount)
        attempts = 1 if kind is Repeatable.NEVER else self.settings.attempts
        retries = Retries(
            attempts=attempts,
            pause=self.settings.retry_pause,
            deadline=deadline,
            breaker=self.breakers[target.service],
        )
        upstream = self.upstreams[target.service]
        outgoing = self._build(request, target=target, body=body, patience=self._patience(kind))
        try:
            async with asyncio.timeout_at(deadline):
                return await retries.run(lambda: upstream.send(outgoing, stream=True))
        except CircuitOpen as error:
            raise ServiceUnavailable(retry_after=max(1, math.ceil(error.retry_after))) from None
        except (TimeoutError, httpx.TimeoutException) as error:
            log.warning("service.timed_out", upstream=target.service, reason=type(error).__name__)
            if isinstance(error, (httpx.ConnectTimeout, httpx.PoolTimeout)):
                raise ServiceUnavailable from None
            raise RequestTimeout from None
        except httpx.TransportError as error:
            log.warning("service.unreachable", upstream=target.service, reason=type(error).__name__)
            raise ServiceUnavailable from None

    def _patience(self, kind: Repeatable) -> float:
        """Seconds for one attempt."""
        match kind:
            case Repeatable.AS_SAFE:
                return self.settings.read_timeout
            case Repeatable.AS_KEYED:
                return self.settings.keyed_write_timeout
            case Repeatable.NEVER:
                return self.settings.request_deadline

    def _build(
        self, request: Request, *, target: Target, body: bytes, patience: float
    ) -> httpx.Request:
        upstream = self.upstreams[target.service]
        timeout = httpx.Timeout(patience, connect=self.settings.connect_timeout)
        # Encoded already, save for the bytes that never should have been sent as they are.
        query = quote(request.scope["query_string"], safe=_ASCII)
        raw_path = f"{target.path}?{query}" if query else target.path
        try:
            url = upstream.base_url.copy_with(raw_path=raw_path.encode())
        except httpx.InvalidURL:
            raise BadRequest("The address is too long") from None
        caller = client_address(
            request.client.host if request.client else None,
            forwarded=request.headers.getlist("x-forwarded-for"),
            trusted=self.settings.trusted,
        )
        headers = towards_service(
            request.headers, mount=target.mount, caller=str(caller) if caller else None
        )
        return httpx.Request(
            request.method,
            url,
            headers=[(b"host", upstream.base_url.netloc), *headers],
            content=body or None,
            extensions={"timeout": timeout.as_dict()},
        )
