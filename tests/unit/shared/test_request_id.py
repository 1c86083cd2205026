from uuid import UUID

import pytest

from backend_services.shared.observability.context import (
    accepted_request_id,
    bound,
    current_headers,
    current_request_id,
)

MINTED = UUID("0190a0a0-0000-7000-8000-000000000001")


@pytest.mark.parametrize("given", ["a", "A-b_c.9", "x" * 64])
def test_a_short_and_harmless_id_of_the_caller_is_kept(given: str) -> None:
    assert accepted_request_id(given, otherwise=MINTED) == given


@pytest.mark.parametrize("given", [None, "", "x" * 65, "a b", "a\nb", "ü", "a\n"])
def test_any_other_id_is_replaced(given: str | None) -> None:
    assert accepted_request_id(given, otherwise=MINTED) == MINTED.hex


def test_headers_are_bound_inside_the_block_only() -> None:
    with bound({"request_id": "abc"}):
        assert current_request_id() == "abc"
        assert current_headers() == {"request_id": "abc"}

    assert current_request_id() is None
    assert current_headers() == {}
