from typing import Any
from urllib.parse import unquote

import pytest

from storefront.state.staff_audit import StaffAuditState
from storefront.web.worker import Worker
from tests.unit.storefront.browser import Browser, events_of, told
from tests.unit.storefront.fake_gateway import FakeGateway
from tests.unit.storefront.state.staff_office import at_the_desk, refuses, says
from tests.unit.storefront.state.test_staff_customers import an_account

PATHS = ("/products/audit", "/orders/audit", "/notifications/audit", "/users/audit")


def an_entry(number: int, at: str, **fields: Any) -> dict[str, Any]:
    return {
        "id": number,
        "at": f"2026-11-23T{at}:00.000000Z",
        "actor_user_id": 7,
        "actor_role": "staff",
        "action": "order_moved",
        "changes": {"status": ["pending", "confirmed"]},
        "request_id": "r",
    } | fields


def a_log(*entries: dict[str, Any], next_before: int | None = None) -> dict[str, Any]:
    fields = {"total": len(entries), "limit": 50, "offset": 0, "next_before": next_before}
    return {"items": list(entries)} | fields


@pytest.fixture
async def clerk(worker: Worker, fake: FakeGateway) -> Browser:
    return with_logs(await at_the_desk(worker, fake), fake)


def with_logs(browser: Browser, fake: FakeGateway) -> Browser:
    price = {"price_minor": [2000, 1800]}
    sold = {"subject": "product:1", "action": "product.updated", "changes": price}
    standing = {"role": ["customer", "staff"]}
    raised = {"subject_user_id": 12, "action": "standing_changed", "changes": standing}
    says(fake, "/products/audit", a_log(an_entry(1, "10:00", **sold)))
    says(fake, "/orders/audit", a_log(an_entry(9, "11:00", order_id=42)))
    says(fake, "/users/audit", a_log(an_entry(3, "09:00", actor_user_id=None, **raised)))
    resent = {"subject": "notification:5", "action": "mail.resent", "changes": {"copy": [None, 9]}}
    says(fake, "/notifications/audit", a_log(an_entry(4, "09:30", **resent)))
    says(fake, "/users", {"items": [an_account(7), an_account(12)], "total": 2})
    browser.go("/staff/audit")
    return browser


async def shown(browser: Browser) -> StaffAuditState:
    audit = await browser.state(StaffAuditState)
    await events_of(audit.load())
    return audit


async def test_staff_read_all_logs_in_one_list_with_names(clerk: Browser) -> None:
    audit = await shown(clerk)

    assert [(line.who, line.deed, line.what, line.href) for line in audit.lines] == [
        ("person7", "Moved", "Order #42", "/staff/orders/42"),
        ("person7", "Changed", "Teapot", "/staff/products/1"),
        ("person7", "Sent once more", "Mail #5", "/staff/messages/5"),
        (
            "A command at the server",
            "Changed the standing",
            "person12",
            "/staff/customers/12",
        ),
    ]
    (change,) = audit.lines[1].changes
    assert (change.label, change.before, change.after) == ("Price", "$20.00", "$18.00")


async def test_the_address_says_whose_changes_by_whom_and_when(
    clerk: Browser, fake: FakeGateway
) -> None:
    says(fake, "/users", {"items": [an_account(7, username="sam")], "total": 1})
    clerk.go("/staff/audit?kind=product&id=1&who=Sam&since=2026-11-01&until=2026-11-30")

    await shown(clerk)

    (request,) = fake.asked("/products/audit")
    assert dict(request.query_params) == {
        "limit": "50",
        "subject": "product:1",
        "actor_user_id": "7",
        "since": "2026-11-01T00:00:00Z",
        "until": "2026-11-30T23:59:59.999999Z",
    }
    assert fake.asked("/orders/audit") == []


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("kind=order&id=x", "number: of an order, a product, a mail or an account, like 42"),
        ("kind=order&id=0", "number: of an order, a product, a mail or an account, like 42"),
        (
            "kind=order&id=99999999999",
            "number: of an order, a product, a mail or an account, like 42",
        ),
        ("id=42", "number: say first whose number it is"),
        ("who=person", "who: nobody, or more than one, is called so"),
    ],
)
async def test_a_filter_that_means_nothing_is_named(
    clerk: Browser, fake: FakeGateway, query: str, error: str
) -> None:
    clerk.go(f"/staff/audit?{query}")

    audit = await shown(clerk)

    assert (audit.lines, audit.error) == ([], error)
    assert not [path for path in PATHS if fake.asked(path)]


async def test_a_search_for_changes_becomes_an_address(clerk: Browser) -> None:
    audit = await clerk.state(StaffAuditState)

    (event,) = await events_of(audit.search({"kind": "order", "id": " 42 ", "who": ["x"]}))

    assert "/staff/audit?kind=order&id=42" in unquote(told(event))


async def test_older_changes_come_from_where_each_log_ended(
    clerk: Browser, fake: FakeGateway
) -> None:
    fifty = [an_entry(number, "11:00", order_id=42) for number in range(100, 50, -1)]
    says(fake, "/orders/audit", a_log(*fifty, next_before=51))
    audit = await shown(clerk)
    assert (len(audit.lines), audit.has_more) == (50, True)
    says(fake, "/orders/audit", a_log(an_entry(50, "08:00", order_id=41)))

    await events_of(audit.load_more())

    assert fake.asked("/orders/audit")[-1].query_params["before"] == "51"
    assert "before" not in fake.asked("/products/audit")[-1].query_params
    assert [line.what for line in audit.lines[50:]] == [
        "Teapot",
        "Mail #5",
        "person12",
        "Order #41",
    ]
    assert not audit.has_more


async def test_a_service_that_is_down_is_named_and_the_others_are_read(
    clerk: Browser, fake: FakeGateway
) -> None:
    refuses(fake, "/products/audit", status=503, code="unavailable", detail="Resting")

    audit = await shown(clerk)

    assert [line.what for line in audit.lines] == ["Order #42", "Mail #5", "person12"]
    assert audit.silent == "products"


async def test_when_no_log_answers_the_page_says_so(clerk: Browser, fake: FakeGateway) -> None:
    for path in PATHS:
        refuses(fake, path, status=503, code="unavailable", detail="Resting")

    audit = await shown(clerk)

    assert audit.lines == []
    assert audit.error == "The shop can't be reached just now. Please try again in a moment."
