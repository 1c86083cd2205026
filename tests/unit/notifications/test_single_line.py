import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend_services.notifications.domain.single_line import single_line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Stoneware teapot", "Stoneware teapot"),
        ("Order\r\nBcc: all@example.com", "Order Bcc: all@example.com"),
        ("  a \t b  ", "a b"),
        ("a\x00b", "a b"),
        ("a\u2028b", "a b"),
        ("abcdefghijk", "abcdefghi…"),
        ("", ""),
    ],
)
def test_a_text_becomes_one_short_line(text: str, line: str) -> None:
    assert single_line(text, limit=10 if text.startswith("abc") else 100) == line


@given(st.text(), st.integers(min_value=1, max_value=80))
def test_whatever_comes_is_printable_and_within_the_limit(text: str, limit: int) -> None:
    line = single_line(text, limit=limit)

    assert len(line) <= limit
    assert line.isprintable()
