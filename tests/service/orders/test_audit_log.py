"""What staff did to orders, kept for good."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from backend_services.orders.adapters.tables import AUDIT_LOG
from backend_services.shared.db.session import unit_of_work
from backend_services.shared.http.tokens import Role
from tests.service.orders.shop import BUYER, STAFF, Shop


async def entries(shop: Shop, query: str = "", *, by: int = STAFF) -> dict[str, Any]:
    response = await shop.get(f"/orders/audit{query}", by=by)
    assert response.status_code == 200, response.text
    return response.json()


async def shipped_order(shop: Shop) -> int:
    shop.shelf.stock(1, on_hand=9)
    order_id = await shop.bought({1: 1})
    await shop.move(order_id, "confirmed")
    await shop.move(order_id, "shipped", tracking_number="VT-1")
    return order_id


async def test_each_step_of_the_staff_is_kept_newest_first(shop: Shop) -> None:
    order_id = await shipped_order(shop)

    log = await entries(shop)

    assert (log["total"], log["limit"], log["offset"]) == (2, 20, 0)
    assert [entry["changes"] for entry in log["items"]] == [
        {"status": ["confirmed", "shipped"], "tracking_number": [None, "VT-1"]},
        {"status": ["pending", "confirmed"]},
    ]
    newest = log["items"][0]
    assert {name: newest[name] for name in ("at", "actor_user_id", "actor_role", "action")} == {
        "at": "2026-11-23T09:30:00.000000Z",
        "actor_user_id": STAFF,
        "actor_role": "staff",
        "action": "order_moved",
    }
    assert newest["order_id"] == order_id


async def test_an_entry_names_the_request_and_the_reason(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=9)
    order_id = await shop.bought({1: 1})

    await shop.client.patch(
        f"/api/v1/orders/{order_id}/status",
        json={"status": "cancelled", "reason": "No longer made"},
        headers=shop.bearer(1, role=Role.ADMIN) | {"X-Request-ID": "from-the-gateway"},
    )

    (entry,) = (await entries(shop))["items"]
    assert entry["request_id"] == "from-the-gateway"
    assert (entry["actor_user_id"], entry["actor_role"]) == (1, "admin")
    assert entry["changes"]["reason"] == [None, "No longer made"]


async def test_what_customers_do_and_what_is_refused_is_not_in_it(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=9)
    order_id = await shop.bought({1: 1})
    assert (await shop.move(order_id, "delivered")).status_code == 409
    assert (await shop.move(order_id, "cancelled", by=BUYER)).status_code == 200

    assert (await entries(shop))["total"] == 0


async def test_entries_are_filtered_and_paged(shop: Shop) -> None:
    order_id = await shipped_order(shop)
    other = await shop.bought({1: 1})
    await shop.move(other, "confirmed")

    assert (await entries(shop, f"?order_id={order_id}"))["total"] == 2
    assert (await entries(shop, f"?actor_user_id={STAFF}"))["total"] == 3
    assert (await entries(shop, "?actor_user_id=1"))["items"] == []
    assert (await entries(shop, "?action=order_moved"))["total"] == 3
    assert (await entries(shop, "?action=nothing"))["total"] == 0
    last = await entries(shop, "?limit=2&offset=2")
    assert (len(last["items"]), last["total"]) == (1, 3)


async def test_customers_may_not_read_it(shop: Shop) -> None:
    response = await shop.get("/orders/audit")

    assert (response.status_code, response.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize(
    "query", ["order_id=0", "actor_user_id=2147483648", "action=a%00", "limit=101", "offset=-1"]
)
async def test_what_cannot_be_asked_of_it_is_named(shop: Shop, query: str) -> None:
    response = await shop.get(f"/orders/audit?{query}", by=STAFF)

    assert response.status_code == 422
    (problem,) = response.json()["detail"]
    assert problem["loc"] == ["query", query.split("=", maxsplit=1)[0]]


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(
    "crime", [sa.update(AUDIT_LOG).values(action="nothing"), sa.delete(AUDIT_LOG)]
)
async def test_nobody_changes_what_was_done(shop: Shop, crime: sa.Executable) -> None:
    await shipped_order(shop)

    with pytest.raises(DBAPIError, match="append-only"):
        async with unit_of_work(shop.sessions) as session:
            await session.execute(crime)

    assert (await entries(shop))["total"] == 2


async def test_the_log_goes_on_where_a_page_ended(shop: Shop) -> None:
    await shipped_order(shop)

    first = await entries(shop, "?limit=1")
    last = await entries(shop, f"?limit=1&before={first['next_before']}")

    assert [one["changes"]["status"] for one in first["items"] + last["items"]] == [
        ["confirmed", "shipped"],
        ["pending", "confirmed"],
    ]
    assert (last["total"], last["next_before"]) == (2, None)


@pytest.mark.usefixtures("at_once")
async def test_nobody_empties_the_log(shop: Shop) -> None:
    await shipped_order(shop)

    with pytest.raises(DBAPIError, match="append-only"):
        async with unit_of_work(shop.sessions) as session:
            await session.execute(sa.text("truncate audit_log"))

    assert (await entries(shop))["total"] == 2
