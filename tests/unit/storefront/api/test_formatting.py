from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from storefront.api import formatting
from storefront.api.formatting import Display


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        ("38.50", "USD", "$38.50"),
        ("0.10", "USD", "$0.10"),
        ("1238.50", "USD", "$1,238.50"),
        ("99999999.99", "USD", "$99,999,999.99"),
        ("-5.00", "USD", "-$5.00"),
        ("12.00", "EUR", "€12.00"),
        ("1200", "JPY", "JPY 1,200"),
        # A float would show a cent less.
        ("9007199254740993.01", "USD", "$9,007,199,254,740,993.01"),
    ],
)
def test_money_is_told_to_the_cent_with_its_sign(amount: str, currency: str, words: str) -> None:
    assert formatting.money(amount, currency) == words


@pytest.mark.parametrize(
    ("stock", "label", "level"),
    [
        (0, "Sold out", "out"),
        (1, "Only 1 left", "low"),
        (5, "Only 5 left", "low"),
        (6, "In stock", "in"),
    ],
)
def test_stock_is_told_in_words(stock: int, label: str, level: str) -> None:
    assert formatting.stock_label(stock) == label
    assert formatting.stock_level(stock) == level


def test_what_is_not_sold_any_more_is_out_however_much_is_left() -> None:
    assert formatting.stock_label(9, is_active=False) == "No longer sold"
    assert formatting.stock_level(9, is_active=False) == "out"


def test_an_instant_names_its_zone_whatever_it_was_told_in() -> None:
    madrid = datetime(2026, 11, 23, 15, 5, 0, 123456, tzinfo=ZoneInfo("Europe/Madrid"))

    assert formatting.instant(madrid) == "2026-11-23T14:05:00Z"


def test_pictures_come_from_where_this_process_answers() -> None:
    assert Display().image_url("/media/a.webp") == "/media/a.webp"
    under_hot_reload = Display(media_base="http://localhost:8081")
    assert under_hot_reload.image_url("/media/a.webp") == "http://localhost:8081/media/a.webp"


@pytest.mark.parametrize("path", [None, "", "https://elsewhere.example/a.webp"])
def test_only_our_own_pictures_are_shown(path: str | None) -> None:
    assert Display().image_url(path) == ""


@pytest.mark.parametrize(("count", "words"), [(0, "0 items"), (1, "1 item"), (2, "2 items")])
def test_one_is_not_many(count: int, words: str) -> None:
    assert formatting.counted(count, "item") == words
