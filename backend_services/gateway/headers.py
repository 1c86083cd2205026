"""Which headers go through, each way."""

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

import httpx
from starlette.datastructures import Headers

from backend_services.gateway.routing import Mount, Service, public_path
from backend_services.shared.observability.context import (
    REQUEST_ID_HEADER,
    current_request_id,
    current_traceparent,
)

RawHeaders = list[tuple[bytes, bytes]]

# Named one by one: a header that only services may send (X-Service-Key) has no way in.
_PASSED_IN: Final = frozenset({
    *("authorization", "content-type", "idempotency-key", "x-cart-token"),
    *("accept", "accept-encoding", "accept-language"),
    *("if-match", "if-none-match", "if-modified-since", "if-unmodified-since"),
    *("range", "if-range"),
    *("tracestate", "user-agent"),
})  # fmt: skip
_HOP_BY_HOP: Final = frozenset({
    *("connection", "keep-alive", "proxy-authenticate", "proxy-authorization"),
    *("te", "trailer", "transfer-encoding", "upgrade"),
})  # fmt: skip
_OURS: Final = frozenset({"date", "server", REQUEST_ID_HEADER.lower()})


def towards_service(given: Headers, *, mount: Mount, caller: str | None) -> RawHeaders:
    passed = [(name, value) for name, value in given.raw if name.decode("latin-1") in _PASSED_IN]
    passed += _cookies(given, named=mount.cookies)
    if "accept-encoding" not in given:
        passed.append((b"accept-encoding", b"identity"))  # else httpx asks for what it can read
    request_id = current_request_id()
    if request_id:
        passed.append((REQUEST_ID_HEADER.encode(), request_id.encode()))
    traceparent = current_traceparent()
    if traceparent:
        passed.append((b"traceparent", traceparent.encode()))
    if caller:  # one address, the one that counts: what callers wrote themselves goes no further
        passed.append((b"x-forwarded-for", caller.encode()))
    return passed


def _cookies(given: Headers, *, named: frozenset[str]) -> RawHeaders:
    """Only those that the service itself has set: a browser sends what it has for the host."""
    pairs = [pair.strip() for line in given.getlist("cookie") for pair in line.split(";")]
    kept = [pair for pair in pairs if pair.partition("=")[0] in named]
    return [(b"cookie", "; ".join(kept).encode("latin-1"))] if kept else []


def towards_client(answer: httpx.Response, *, service: Service) -> RawHeaders:
    listed = answer.headers.get("connection", "").lower().split(",")
    dropped = _HOP_BY_HOP | _OURS | {name.strip() for name in listed}
    return [
        (name, _public_location(value, service=service) if name == b"location" else value)
        for name, value in _lowered(answer.headers.raw)
        if name.decode("latin-1") not in dropped
    ]


def _lowered(headers: Iterable[tuple[bytes, bytes]]) -> Iterable[tuple[bytes, bytes]]:
    return ((name.lower(), value) for name, value in headers)


def _public_location(location: bytes, *, service: Service) -> bytes:
    """A place at the service as the public calls it; other places (a sign-in page) stay."""
    parts = urlsplit(location.decode("latin-1"))
    known = public_path(service, parts.path)
    if known is None:
        return location
    return f"{known}{'?' if parts.query else ''}{parts.query}".encode("latin-1")
