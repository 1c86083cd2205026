from typing import Any

import httpx
import pytest

from storefront.api.errors import (
    Broken,
    ChangedLine,
    Conflict,
    Forbidden,
    GatewayError,
    Invalid,
    NotFound,
    NotSignedIn,
    Refused,
    TooManyRequests,
    Unavailable,
    error_of,
)


def answered(status: int, body: dict[str, Any] | None = None, **headers: str) -> GatewayError:
    return error_of(httpx.Response(status, json=body, headers=headers))


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Refused),
        (401, NotSignedIn),
        (403, Forbidden),
        (404, NotFound),
        (409, Conflict),
        (413, Refused),
        (422, Invalid),
        (429, TooManyRequests),
        (500, Broken),
        (502, Unavailable),
        (503, Unavailable),
        (504, Unavailable),
    ],
)
def test_each_status_has_its_error(status: int, kind: type[GatewayError]) -> None:
    assert type(answered(status, {"detail": "x"})) is kind


def test_a_problem_keeps_its_code_detail_and_request_id() -> None:
    error = answered(404, {"detail": "Order 5 not found", "code": "gone", "request_id": "r-1"})

    assert (error.detail, error.code, error.request_id) == ("Order 5 not found", "gone", "r-1")


def test_wrong_fields_are_told_by_name_the_first_complaint_of_each() -> None:
    error = answered(
        422,
        {
            "detail": [
                {"type": "a", "loc": ["body", "email"], "msg": "no address"},
                {"type": "b", "loc": ["body", "email"], "msg": "too long"},
                {"type": "c", "loc": ["body", "password"], "msg": "too short"},
            ]
        },
    )

    assert isinstance(error, Invalid)
    assert error.fields == {"email": "no address", "password": "too short"}
    assert error.detail == ""


def test_a_refused_order_tells_its_lines() -> None:
    error = answered(
        409,
        {
            "code": "out_of_stock",
            "detail": "Insufficient stock",
            "lines": [
                {"product_id": 1, "available": 3, "requested": 99},
                {"product_id": 2, "price": "12.50", "expected_price": "12.00"},
                {"available": 3},
                "nonsense",
            ],
        },
    )

    assert isinstance(error, Conflict)
    assert error.lines == (
        ChangedLine(1, available=3, requested=99),
        ChangedLine(2, price="12.50"),
    )


def test_the_wait_that_was_asked_for_is_kept() -> None:
    error = answered(429, {"detail": "slow down"}, **{"retry-after": "30"})

    assert isinstance(error, TooManyRequests)
    assert error.retry_after == 30


@pytest.mark.parametrize("content", [b"", b"<html>oops</html>", b'["a list"]', b"\xff\xfe"])
def test_an_answer_that_is_no_problem_is_still_an_error(content: bytes) -> None:
    error = error_of(httpx.Response(502, content=content, headers={"x-request-id": "r-9"}))

    assert isinstance(error, Unavailable)
    assert (error.detail, error.request_id) == ("", "r-9")
