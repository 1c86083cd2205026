"""Three logs become one list."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from storefront.api.audit_words import Reading, changes_in_words, deed_in_words
from storefront.api.staff_audit import Place, merge, top_of
from storefront.api.staff_wire import AuditEntryOut, AuditPage

KINDS = ("product", "order", "account")
DAWN = datetime(2026, 11, 23, tzinfo=UTC)
Logs = dict[str, list[AuditEntryOut]]
# Minutes after dawn, few, so that many entries are of the same moment.
LOGS = st.fixed_dictionaries({kind: st.lists(st.integers(0, 6), max_size=12) for kind in KINDS})


def logs_of(minutes: dict[str, list[int]]) -> Logs:
    """Each newest first, as its service gives it."""
    return {
        kind: [
            AuditEntryOut(
                id=number, at=DAWN + timedelta(minutes=minute), action="changed", changes={}
            )
            for number, minute in sorted(enumerate(sorted(those), 1), reverse=True)
        ]
        for kind, those in minutes.items()
    }


def page_of(log: list[AuditEntryOut], *, before: int | None, limit: int) -> AuditPage:
    older = [entry for entry in log if before is None or entry.id < before]
    is_last = len(older) <= limit
    return AuditPage(items=older[:limit], next_before=None if is_last else older[limit - 1].id)


def read_all(logs: Logs, *, limit: int) -> list[list[tuple[str, int, datetime]]]:
    pages: list[list[tuple[str, int, datetime]]] = []
    place: Place = top_of(KINDS)
    while place:
        asked = {
            kind: page_of(logs[kind], before=before, limit=limit) for kind, before in place.items()
        }
        merged, place = merge(asked, place=place, limit=limit)
        pages.append([(one.kind, one.entry.id, one.entry.at) for one in merged])
    return pages


@given(LOGS, st.integers(1, 5))
def test_page_after_page_shows_each_change_once_the_newest_first(
    minutes: dict[str, list[int]], limit: int
) -> None:
    logs = logs_of(minutes)

    pages = read_all(logs, limit=limit)

    shown = [line for page in pages for line in page]
    assert sorted((kind, number) for kind, number, _ in shown) == sorted(
        (kind, entry.id) for kind, log in logs.items() for entry in log
    )
    moments = [at for _, _, at in shown]
    assert moments == sorted(moments, reverse=True)
    assert all(len(page) == limit for page in pages[:-1])


def test_there_is_no_empty_last_page() -> None:
    pages = read_all(logs_of({"product": [1, 3], "order": [2], "account": []}), limit=3)

    assert [len(page) for page in pages] == [3]


def test_a_log_that_was_not_read_is_not_gone_on_with() -> None:
    page = page_of(logs_of({"order": [1, 2]})["order"], before=None, limit=1)

    merged, place = merge({"order": page}, place={"order": None, "product": None}, limit=1)

    assert [one.kind for one in merged] == ["order"]
    assert place == {"order": 2}


@pytest.mark.parametrize(
    ("kind", "name", "value", "words"),
    [
        ("product", "price_minor", [2000, 123850], ("Price", "$20.00", "$1,238.50")),
        (
            "product",
            "compare_at_price_minor",
            [5, None],
            ("Price struck through", "$0.05", "nothing"),
        ),
        ("product", "stock_quantity", [4, 0], ("Stock", "4", "0")),
        ("product", "is_active", [True, False], ("State", "in the shop", "taken out")),
        ("account", "is_active", [False, True], ("State", "switched off", "active")),
        ("product", "reason", "Broken", ("Reason", "", "Broken")),
        ("order", "reason", [None, "Out of clay"], ("Reason", "", "Out of clay")),
        ("order", "status", ["pending", "confirmed"], ("Status", "Pending", "Confirmed")),
        ("order", "tracking_number", ["VT-1", "VT-2"], ("Tracking number", "VT-1", "VT-2")),
        (
            "product",
            "pictures",
            [[], ["a.webp", "b.webp"]],
            ("Pictures", "nothing", "a.webp, b.webp"),
        ),
        ("product", "description", ["x" * 200, ""], ("Description", "x" * 159 + "…", "nothing")),
        ("account", "role", ["customer", "staff"], ("Role", "customer", "staff")),
    ],
)
def test_a_change_is_said_in_words(
    kind: str, name: str, value: JsonValue, words: tuple[str, str, str]
) -> None:
    (change,) = changes_in_words({name: value}, Reading(kind, "USD"))

    assert (change.label, change.before, change.after) == words


def test_what_is_made_comes_from_nothing_and_what_is_added_is_told_so() -> None:
    product = Reading("product", "USD")
    made = changes_in_words({"sku": [None, "LAMP"], "price_minor": [None, 900]}, product)
    shipped = changes_in_words(
        {"status": ["confirmed", "shipped"], "carrier": [None, "DHL"], "reason": [None, "At last"]},
        Reading("order", "USD"),
    )

    assert [(one.before, one.after) for one in made] == [("", "LAMP"), ("", "$9.00")]
    assert [(one.before, one.after) for one in shipped] == [
        ("Confirmed", "Shipped"),
        ("nothing", "DHL"),
        ("", "At last"),
    ]


def test_nothing_said_is_nothing_shown() -> None:
    assert changes_in_words({"reason": None}, Reading("product", "USD")) == []


@pytest.mark.parametrize(
    ("action", "words"),
    [("stock.set", "Counted the stock"), ("coupon.made_up", "Coupon made up"), ("", "")],
)
def test_a_deed_nobody_knows_is_said_as_it_is(action: str, words: Any) -> None:
    assert deed_in_words(action) == words
