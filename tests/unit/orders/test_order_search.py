import pytest

from backend_services.orders.domain.order_query import OrderSearch, SearchTooShort


@pytest.mark.parametrize(
    ("text", "part", "order_id"),
    [
        ("7", None, 7),
        ("#42", "#42", 42),
        (" 1042 ", "1042", 1042),
        ("ann@", "ann@", None),
        ("STP-014", "STP-014", None),
        ("2147483648", "2147483648", None),
        ("٤٢٧", "٤٢٧", None),
    ],
)
def test_a_number_is_looked_for_as_one_and_as_text(
    text: str, part: str | None, order_id: int | None
) -> None:
    assert OrderSearch.of(text) == OrderSearch(part, order_id)


@pytest.mark.parametrize("text", ["", "  ", "an", "#", "a ", "😀"])
def test_too_little_to_search_for_is_said_so(text: str) -> None:
    with pytest.raises(SearchTooShort, match="q: "):
        OrderSearch.of(text)
