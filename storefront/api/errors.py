"""What can go wrong behind the gateway, told apart by what the shopper can do about it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, cast

import httpx


@dataclass(frozen=True)
class ChangedLine:
    """A line of a refused order: what is left of the product, or what it costs now."""

    product_id: int
    available: int | None = None
    requested: int | None = None
    price: str | None = None


class GatewayError(Exception):
    """Any answer that is not the one asked for."""

    def __init__(self, detail: str = "", *, code: str = "", request_id: str = "") -> None:
        super().__init__(detail or type(self).__name__)
        self.detail = detail
        self.code = code
        self.request_id = request_id


class Unavailable(GatewayError):
    """Nobody answered in time, or the answer was 502, 503 or 504: the outcome is unknown."""


class Broken(GatewayError):
    """A 5xx or an answer that cannot be read: a bug of ours."""


class Refused(GatewayError):
    """A 4xx: asking again will not help, changing something will."""

    status: ClassVar = 400  # of those that have no class of their own


class NotSignedIn(Refused):
    status: ClassVar = 401


class Forbidden(Refused):
    status: ClassVar = 403


class NotFound(Refused):
    status: ClassVar = 404


class Conflict(Refused):
    """409: the world changed meanwhile."""

    status: ClassVar = 409

    def __init__(
        self,
        detail: str = "",
        *,
        code: str = "",
        request_id: str = "",
        lines: Sequence[ChangedLine] = (),
    ) -> None:
        super().__init__(detail, code=code, request_id=request_id)
        self.lines = tuple(lines)


class Invalid(Refused):
    """422: `fields` tells what is wrong with which field."""

    status: ClassVar = 422

    def __init__(
        self,
        detail: str = "",
        *,
        code: str = "",
        request_id: str = "",
        fields: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail, code=code, request_id=request_id)
        self.fields = dict(fields or {})


class TooManyRequests(Refused):
    status: ClassVar = 429

    def __init__(
        self, detail: str = "", *, code: str = "", request_id: str = "", retry_after: int = 0
    ) -> None:
        super().__init__(detail, code=code, request_id=request_id)
        self.retry_after = retry_after  # seconds; 0 when the server did not say


PLAIN: Final[Mapping[int, type[Refused]]] = {
    error.status: error for error in (NotSignedIn, Forbidden, NotFound)
}
PASSING: Final = frozenset({502, 503, 504})


def error_of(response: httpx.Response) -> GatewayError:
    """The typed error a problem+json answer stands for; other bodies are read as far as they go."""
    problem = _problem(response)
    detail = problem.get("detail")
    text = detail if isinstance(detail, str) else ""
    code = str(problem.get("code") or "")
    request_id = str(problem.get("request_id") or response.headers.get("x-request-id") or "")
    match response.status_code:
        case status if status in PASSING:
            return Unavailable(text, code=code, request_id=request_id)
        case status if status >= httpx.codes.INTERNAL_SERVER_ERROR:
            return Broken(text, code=code, request_id=request_id)
        case 409:
            lines = _lines(problem.get("lines"))
            return Conflict(text, code=code, request_id=request_id, lines=lines)
        case 422:
            fields = _fields(detail) or _named_field(problem, text)
            return Invalid(text, code=code, request_id=request_id, fields=fields)
        case 429:
            wait = response.headers.get("retry-after", "")
            seconds = int(wait) if wait.isdecimal() else 0
            return TooManyRequests(text, code=code, request_id=request_id, retry_after=seconds)
        case status:
            return PLAIN.get(status, Refused)(text, code=code, request_id=request_id)


def _problem(response: httpx.Response) -> dict[str, Any]:
    try:
        body: object = response.json()
    except (json.JSONDecodeError, UnicodeDecodeError):
        return {}
    return cast("dict[str, Any]", body) if isinstance(body, dict) else {}


def _fields(detail: object) -> dict[str, str]:
    """FastAPI's list, one message a field: the last name of `loc` is the field."""
    fields: dict[str, str] = {}
    for entry in _objects(detail):
        path = [str(part) for part in cast("list[object]", entry.get("loc") or [])]
        name = path[-1] if path else ""
        fields.setdefault(name, str(entry.get("msg") or ""))
    return fields


def _named_field(problem: dict[str, Any], text: str) -> dict[str, str]:
    """A rule of the domain names its field itself: `new_password must not be your username`."""
    name = problem.get("field")
    return {name: text.removeprefix(f"{name} ")} if isinstance(name, str) and text else {}


def _lines(found: object) -> list[ChangedLine]:
    return [
        ChangedLine(
            product_id=entry["product_id"],
            available=_whole(entry.get("available")),
            requested=_whole(entry.get("requested")),
            price=price if isinstance(price := entry.get("price"), str) else None,
        )
        for entry in _objects(found)
        if isinstance(entry.get("product_id"), int)
    ]


def _objects(found: object) -> list[dict[str, Any]]:
    if not isinstance(found, list):
        return []
    entries = cast("list[object]", found)
    return [cast("dict[str, Any]", entry) for entry in entries if isinstance(entry, dict)]


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None
