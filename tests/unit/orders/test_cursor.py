import base64
from datetime import UTC, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from backend_services.orders.domain.cursor import Cursor, InvalidCursor
from backend_services.orders.domain.order_sort import OrderSort

MOMENTS = st.datetimes(
    min_value=datetime(1970, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone itself
    max_value=datetime(9999, 12, 31),  # noqa: DTZ001 - as above
    timezones=st.just(UTC),
)


TOTALS = st.integers(0, 2**63 - 1)
IDS = st.integers(1, 2**31 - 1)
CURSORS = st.one_of(
    st.builds(Cursor, st.sampled_from([OrderSort.NEWEST, OrderSort.OLDEST]), MOMENTS, IDS),
    st.builds(Cursor, st.sampled_from([OrderSort.DEAREST, OrderSort.CHEAPEST]), TOTALS, IDS),
)


@given(CURSORS)
def test_a_cursor_comes_back_as_it_went(cursor: Cursor) -> None:
    assert Cursor.parse(str(cursor), sort=cursor.sort) == cursor


@given(CURSORS, st.sampled_from(OrderSort))
def test_a_cursor_of_a_list_in_another_order_is_refused(cursor: Cursor, sort: OrderSort) -> None:
    assume(sort is not cursor.sort)

    with pytest.raises(InvalidCursor):
        Cursor.parse(str(cursor), sort=sort)


@given(st.text(max_size=60), st.sampled_from(OrderSort))
def test_any_other_text_is_refused_by_name(text: str, sort: OrderSort) -> None:
    """A cursor begins with a digit or its mark, and so its text with one of these."""
    assume(text[:1] not in {"M", "N", "O", "b", "Z", "Y"})

    with pytest.raises(InvalidCursor, match="cursor: "):
        Cursor.parse(text, sort=sort)


@pytest.mark.parametrize(
    "written",
    ["", "1", "1.", ".1", "1.0", "1.-1", "1.2147483648", "01.1", "1.1.1", "9" * 30 + ".1", "1_0.1"],
)
def test_what_no_page_has_given_is_refused(written: str) -> None:
    text = base64.urlsafe_b64encode(written.encode()).decode().rstrip("=")

    with pytest.raises(InvalidCursor):
        Cursor.parse(text, sort=OrderSort.NEWEST)


@pytest.mark.parametrize("written", ["d1", "d-1.1", f"d{2**63}.1", "dd1.1", "d01.1", "d1.0"])
def test_a_total_that_no_order_has_is_refused(written: str) -> None:
    text = base64.urlsafe_b64encode(written.encode()).decode().rstrip("=")

    with pytest.raises(InvalidCursor):
        Cursor.parse(text, sort=OrderSort.DEAREST)
