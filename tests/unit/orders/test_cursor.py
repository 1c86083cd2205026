import base64
from datetime import UTC, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from backend_services.orders.domain.cursor import Cursor, InvalidCursor

MOMENTS = st.datetimes(
    min_value=datetime(1970, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone itself
    max_value=datetime(9999, 12, 31),  # noqa: DTZ001 - as above
    timezones=st.just(UTC),
)


@given(MOMENTS, st.integers(1, 2**31 - 1))
def test_a_cursor_comes_back_as_it_went(created_at: datetime, order_id: int) -> None:
    cursor = Cursor(created_at, order_id)

    assert Cursor.parse(str(cursor)) == cursor


@given(st.text(max_size=60))
def test_any_other_text_is_refused_by_name(text: str) -> None:
    """A cursor begins with a digit, and so its text with M, N or O."""
    assume(text[:1] not in {"M", "N", "O"})

    with pytest.raises(InvalidCursor, match="cursor: "):
        Cursor.parse(text)


@pytest.mark.parametrize(
    "written",
    ["", "1", "1.", ".1", "1.0", "1.-1", "1.2147483648", "01.1", "1.1.1", "9" * 30 + ".1", "1_0.1"],
)
def test_what_no_page_has_given_is_refused(written: str) -> None:
    text = base64.urlsafe_b64encode(written.encode()).decode().rstrip("=")

    with pytest.raises(InvalidCursor):
        Cursor.parse(text)
