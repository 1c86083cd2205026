"""What can go wrong, and what it means to a caller.

AppError
├── BadRequest 400          ├── NotFound 404            ├── PayloadTooLarge 413
├── Unauthenticated 401     ├── Conflict 409            ├── Unprocessable 422
├── Forbidden 403           ├── PreconditionFailed 412  ├── TooManyRequests 429
├── Unavailable 503         └── UpstreamTimeout 504

Routes never build an HTTPException: they let one of these rise.
"""

from typing import Any, ClassVar


class AppError(Exception):
    """Base of all expected failures; subclasses give code, status and title."""

    code: ClassVar[str] = "internal_error"
    status: ClassVar[int] = 500
    title: ClassVar[str] = "Something went wrong"

    def __init__(
        self,
        detail: str | None = None,
        *,
        headers: dict[str, str] | None = None,
        **extra: Any,  # noqa: ANN401 - problem members are free-form JSON (RFC 9457, 3.2)
    ) -> None:
        self.detail = detail or self.title
        self.headers = headers or {}
        self.extra = extra
        super().__init__(self.detail)


class BadRequest(AppError):
    code, status, title = "bad_request", 400, "The request cannot be understood"


class Unauthenticated(AppError):
    code, status, title = "unauthenticated", 401, "Sign in first"

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(detail, headers={"WWW-Authenticate": "Bearer"})


class Forbidden(AppError):
    code, status, title = "forbidden", 403, "Not allowed"


class NotFound(AppError):
    code, status, title = "not_found", 404, "Not found"


class Conflict(AppError):
    code, status, title = "conflict", 409, "That is no longer possible"


class PreconditionFailed(AppError):
    code, status, title = "precondition_failed", 412, "Someone else changed this first"


class PayloadTooLarge(AppError):
    code, status, title = "payload_too_large", 413, "Too much data"


class Unprocessable(AppError):
    code, status, title = "unprocessable", 422, "Some fields are not right"


class TooManyRequests(AppError):
    code, status, title = "too_many_requests", 429, "Too many requests"

    def __init__(self, detail: str | None = None, *, retry_after: int = 1) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)})


class Unavailable(AppError):
    code, status, title = "unavailable", 503, "Not available right now"

    def __init__(self, detail: str | None = None, *, retry_after: int = 1) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)})


class UpstreamTimeout(AppError):
    code, status, title = "upstream_timeout", 504, "That took too long"
