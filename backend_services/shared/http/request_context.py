import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend_services.shared.http.problems import internal_error
from backend_services.shared.ids import new_id
from backend_services.shared.observability.context import (
    REQUEST_ID_HEADER,
    accepted_request_id,
    accepted_traceparent,
    bound,
)
from backend_services.shared.observability.logging import get_logger
from backend_services.shared.observability.metrics import observe_request

log = get_logger()


class RequestContext:
    """Gives each request its id, returns it, and writes the access line."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(  # noqa: PLR0917 - ASGI calls it so
        self, scope: Scope, receive: Receive, send: Send
    ) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope)
        request_id = accepted_request_id(given.get(REQUEST_ID_HEADER), otherwise=new_id())
        traceparent = accepted_traceparent(given.get("traceparent"))
        with bound({"request_id": request_id, "traceparent": traceparent}):
            await self._run(scope, receive, send, request_id=request_id)

    async def _run(  # noqa: PLR0917 - as above
        self, scope: Scope, receive: Receive, send: Send, *, request_id: str
    ) -> None:
        started = time.perf_counter()
        status = 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] in {"http.response.start", "websocket.accept"}:
                status = message.get("status", 101)
                message.setdefault("headers", [])
                MutableHeaders(scope=message)[REQUEST_ID_HEADER] = request_id
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        except Exception as error:
            # Here and not in Starlette's outermost layer, where the request id is gone already.
            if status or scope["type"] != "http":
                raise
            await internal_error(error)(scope, receive, send_with_id)
        finally:
            seconds = time.perf_counter() - started
            observe_request(scope, status=status, seconds=seconds)
            if not scope["path"].startswith("/health"):
                log.info(
                    "request.answered",
                    method=scope.get("method", "WEBSOCKET"),
                    path=scope["path"],
                    status=status,
                    milliseconds=round(seconds * 1000, 1),
                )
