"""The request id, from the edge through every hop, event and log line."""

import re
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final
from uuid import UUID

import structlog

REQUEST_ID_HEADER: Final = "X-Request-ID"
_ACCEPTED: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_headers: ContextVar[Mapping[str, str]] = ContextVar("headers", default={})  # noqa: B039 - never mutated


def accepted_request_id(candidate: str | None, *, otherwise: UUID) -> str:
    """The caller's id when it is short and harmless, else the one minted here."""
    if candidate and _ACCEPTED.fullmatch(candidate):
        return candidate
    return otherwise.hex


def current_request_id() -> str | None:
    return _headers.get().get("request_id")


def current_headers() -> dict[str, str]:
    """What travels with an event: the request that caused it."""
    return dict(_headers.get())


@contextmanager
def bound(headers: Mapping[str, str]) -> Generator[None]:
    """Everything logged, sent and written inside carries these headers."""
    token = _headers.set(dict(headers))
    try:
        with structlog.contextvars.bound_contextvars(**headers):
            yield
    finally:
        _headers.reset(token)
