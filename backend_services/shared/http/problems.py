"""Errors as RFC 9457 problems that also carry `code`, `detail` and `request_id`."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

import asyncpg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from backend_services.shared.errors import AppError, Unavailable
from backend_services.shared.observability.context import current_request_id
from backend_services.shared.observability.logging import get_logger

log = get_logger()

MEDIA_TYPE: Final = "application/problem+json"
# Class 08, 53, 57: connection, resources, operator; 55P03 and 40: locks and deadlocks.
_PASSING: Final = ("08", "53", "57", "55P03", "40")


class Problem(BaseModel):
    """The error format, for the API documents."""

    type: str
    title: str
    status: int
    detail: str | list[dict[str, Any]]
    code: str
    request_id: str | None = None


def responses(*errors: type[AppError]) -> dict[int | str, dict[str, Any]]:
    """OpenAPI's `responses=` for the errors that a route may answer with."""
    found: dict[int | str, dict[str, Any]] = {}
    for error in errors:
        known = found.get(error.status)
        title = f"{known['description']} · {error.title}" if known else error.title
        found[error.status] = {
            "description": title,
            "content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}},
        }
    return found


def problem(
    *,
    status: int,
    code: str,
    title: str,
    detail: str | Sequence[Mapping[str, Any]],
    headers: Mapping[str, str] | None = None,
    extra: Mapping[str, Any] | None = None,
) -> JSONResponse:
    body = {
        "type": f"urn:vitrine:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": current_request_id(),
        **(extra or {}),
    }
    return JSONResponse(body, status_code=status, headers=headers, media_type=MEDIA_TYPE)


def install_problem_handlers(app: FastAPI) -> None:
    app.add_exception_handler(AppError, _on_app_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(PoolTimeout, _on_database_busy)
    app.add_exception_handler(DBAPIError, _on_database_error)
    # Raised bare where the connection itself cannot be made.
    app.add_exception_handler(ConnectionError, _on_database_busy)
    app.add_exception_handler(asyncpg.PostgresError, _on_database_busy)
    app.add_exception_handler(TimeoutError, _on_database_busy)  # of a server that froze


def problem_of(error: AppError) -> JSONResponse:
    """The answer that the error stands for; for those who answer outside of routes, too."""
    return problem(
        status=error.status,
        code=error.code,
        title=error.title,
        detail=error.detail,
        headers=error.headers,
        extra=error.extra,
    )


async def _on_app_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, AppError)
    return problem_of(error)


async def _on_invalid_request(_request: Request, error: Exception) -> JSONResponse:
    """Names the fields; never echoes what was sent (it may be a password)."""
    assert isinstance(error, RequestValidationError)
    return _invalid_request(
        [
            {"type": item["type"], "loc": list(item["loc"]), "msg": item["msg"]}
            for item in error.errors()
        ]
    )


def _invalid_request(fields: Sequence[Mapping[str, Any]]) -> JSONResponse:
    return problem(status=422, code="invalid_request", title="Some fields are wrong", detail=fields)


async def _on_http_exception(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    if isinstance(error.__cause__, UnicodeDecodeError):  # FastAPI's 400 for a body that is no text
        no_text = {"type": "json_invalid", "loc": ["body"], "msg": "The body is not UTF-8"}
        return _invalid_request([no_text])
    phrase = HTTPStatus(error.status_code).phrase
    return problem(
        status=error.status_code,
        code=phrase.lower().replace(" ", "_"),
        title=phrase,
        detail=str(error.detail),
        headers=error.headers,
    )


async def _on_database_busy(request: Request, error: Exception) -> JSONResponse:
    log.warning("database.unavailable", reason=type(error).__name__)
    return await _on_app_error(request, Unavailable("The shop is very busy. Please try again."))


async def _on_database_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, DBAPIError)
    state = str(getattr(error.orig, "sqlstate", None) or "")
    if error.connection_invalidated or state.startswith(_PASSING):
        return await _on_database_busy(request, error)
    return internal_error(error)


def internal_error(error: Exception) -> JSONResponse:
    """The answer to a bug: nothing of the inside shows, the log has it all."""
    log.error("request.failed", exc_info=error)
    return problem(
        status=500,
        code="internal_error",
        title="Something went wrong",
        detail="Something went wrong on our side. It has been noted.",
    )
