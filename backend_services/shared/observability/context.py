"""The request id, from the edge through every hop, event and log line."""

import re
import secrets
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final
from uuid import UUID

import structlog

REQUEST_ID_HEADER: Final = "X-Request-ID"
_ACCEPTED: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
# Version 00; ids of zeros are invalid.
_TRACEPARENT: Final = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_headers: ContextVar[Mapping[str, str]] = ContextVar("headers", default={})  # noqa: B039 - never mutated


def accepted_request_id(candidate: str | None, *, otherwise: UUID) -> str:
    """The caller's id when it is short and harmless, else the one minted here."""
    if candidate and _ACCEPTED.fullmatch(candidate):
        return candidate
    return otherwise.hex


def current_request_id() -> str | None:
    return _headers.get().get("request_id")


def accepted_traceparent(candidate: str | None) -> str:
    """The caller's place in a trace (W3C Trace Context), or the start of a new one."""
    if candidate and _TRACEPARENT.fullmatch(candidate):
        return candidate
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-00"


def current_traceparent() -> str | None:
    return _headers.get().get("traceparent")


def current_headers() -> dict[str, str]:
    """What travels with an event: the request that caused it."""
    return dict(_headers.get())


@contextmanager
def bound(headers: Mapping[str, str]) -> Generator[None]:
    """Everything logged, sent and written inside carries these headers."""
    token = _headers.set(dict(headers))
    try:
        with structlog.contextvars.bound_contextvars(**_shown(headers)):
            yield
    finally:
        _headers.reset(token)


def _shown(headers: Mapping[str, str]) -> dict[str, str]:
    """As a log line has them: of a traceparent the trace, by which one looks for it."""
    shown = dict(headers)
    traceparent = shown.pop("traceparent", None)
    return shown | ({"trace_id": traceparent.split("-")[1]} if traceparent else {})
