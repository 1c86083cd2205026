"""Pages, filters and cursors of one's own orders."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import sqlalchemy as sa

from backend_services.orders.adapters.tables import ORDERS
from backend_services.shared.db.session import unit_of_work
from tests.service.orders.shop import BUYER, STAFF, Shop


async def seven_orders(shop: Shop) -> list[int]:
    """Oldest first; three of them of the same moment."""
    shop.shelf.stock(1, on_hand=50)
    placed: list[int] = []
    for number in range(7):
        placed.append(await shop.bought({1: 1}))
        if number not in {2, 3}:
            shop.clock.advance(timedelta(hours=1))
    return placed


async def page(shop: Shop, query: str, *, by: int = BUYER) -> httpx.Response:
    response = await shop.get(f"/orders{query}", by=by)
    assert response.status_code == 200, response.text
    return response


def ids(response: httpx.Response) -> list[int]:
    return [order["id"] for order in response.json()]


async def follow(shop: Shop, path: str) -> list[list[int]]:
    """The ids of each page, as the links lead from one to the next."""
    pages: list[list[int]] = []
    response = await page(shop, path)
    while True:
        pages.append(ids(response))
        if "next" not in response.links:
            return pages
        response = await page(shop, response.links["next"]["url"])


async def test_links_lead_through_all_pages_and_the_last_has_none(shop: Shop) -> None:
    placed = await seven_orders(shop)

    pages = await follow(shop, "?limit=3")

    assert pages == [placed[:3:-1], placed[3:0:-1], placed[:1]]


@pytest.mark.parametrize("limit", [1, 2, 7, 100])
async def test_pages_by_cursor_are_the_pages_by_skip(shop: Shop, limit: int) -> None:
    await seven_orders(shop)
    by_skip = [ids(await page(shop, f"?skip={n}&limit={limit}")) for n in range(0, 7, limit)]

    assert await follow(shop, f"?limit={limit}") == by_skip


async def test_the_answer_counts_all_pages(shop: Shop) -> None:
    placed = await seven_orders(shop)
    await shop.move(placed[0], "confirmed")
    await shop.buy({1: 99})

    first = await page(shop, "?limit=3")

    assert first.headers["X-Total-Count"] == "7"
    following = await page(shop, first.links["next"]["url"])
    assert following.headers["X-Total-Count"] == "7"
    assert (await page(shop, "?status=confirmed")).headers["X-Total-Count"] == "1"
    assert (await page(shop, "", by=BUYER + 1)).headers["X-Total-Count"] == "0"


async def test_what_is_ordered_meanwhile_neither_shifts_nor_doubles_a_page(shop: Shop) -> None:
    placed = await seven_orders(shop)
    first = await page(shop, "?limit=3")
    await shop.bought({1: 1})

    following = await page(shop, first.links["next"]["url"])

    assert ids(following) == placed[3:0:-1]


async def test_a_link_keeps_the_filters_and_drops_the_skip(shop: Shop) -> None:
    placed = await seven_orders(shop)
    await shop.move(placed[5], "cancelled")

    pages = await follow(shop, "?skip=1&limit=2&status=pending")

    assert pages == [[placed[4], placed[3]], [placed[2], placed[1]], [placed[0]]]


async def test_several_statuses_may_be_asked_for(shop: Shop) -> None:
    placed = await seven_orders(shop)
    await shop.move(placed[1], "confirmed")
    await shop.move(placed[2], "cancelled")

    assert ids(await page(shop, "?status=confirmed&status=cancelled")) == [placed[2], placed[1]]


async def test_a_range_has_its_beginning_and_not_its_end(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=9)
    before, at_start = await shop.bought({1: 1}), shop.clock.now() + timedelta(hours=1)
    shop.clock.advance(timedelta(hours=1))
    inside = await shop.bought({1: 1})
    shop.clock.advance(timedelta(hours=1))
    at_end, end = await shop.bought({1: 1}), shop.clock.now()

    since, until = quote(at_start.isoformat()), quote(end.isoformat())

    assert ids(await page(shop, f"?created_from={since}")) == [at_end, inside]
    assert ids(await page(shop, f"?created_to={until}")) == [inside, before]
    assert ids(await page(shop, f"?created_from={since}&created_to={until}")) == [inside]
    in_berlin = quote("2026-11-23T11:30:00+01:00")
    assert ids(await page(shop, f"?created_from={in_berlin}")) == [at_end, inside]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("created_from=2026-11-23T09:30:00", "created_from"),
        ("created_to=2026-11-23", "created_to"),
        ("created_from=yesterday", "created_from"),
        ("created_from=0001-01-01T00:00:00%2B14:00", "created_from"),
        ("created_to=9999-12-31T23:59:59-14:00", "created_to"),
        ("status=pending&status=placing", "status"),
        ("status=", "status"),
        ("all=perhaps", "all"),
    ],
)
async def test_a_filter_that_cannot_be_understood_is_named(
    shop: Shop, query: str, field: str
) -> None:
    response = await shop.get(f"/orders?{query}", by=STAFF)

    assert response.status_code == 422
    (problem,) = response.json()["detail"]
    assert field in problem["loc"]


@pytest.mark.parametrize("path", ["/orders", "/orders/all"])
@pytest.mark.parametrize("cursor", ["", "x", "MS4x%00", "%F0%9F%98%80", "A" * 5000])
async def test_a_cursor_that_no_page_gave_is_named(shop: Shop, path: str, cursor: str) -> None:
    response = await shop.get(f"{path}?cursor={cursor}", by=STAFF)

    assert (response.status_code, response.json()["code"]) == (400, "invalid_cursor")
    assert response.json()["detail"].startswith("cursor: ")


async def test_a_cursor_of_somebody_elses_list_shows_nothing_of_theirs(shop: Shop) -> None:
    await seven_orders(shop)
    first = await page(shop, "?limit=3")

    assert ids(await page(shop, first.links["next"]["url"], by=BUYER + 1)) == []


async def everybodys(shop: Shop, **params: Any) -> dict[str, Any]:
    response = await shop.client.get(
        "/api/v1/orders/all", params=params, headers=shop.headers(STAFF)
    )
    assert response.status_code == 200, response.text
    return response.json()


async def found(shop: Shop, q: str, **more: Any) -> list[int]:
    return [order["id"] for order in (await everybodys(shop, q=q, **more))["items"]]


async def test_staff_page_through_everybodys_orders(shop: Shop) -> None:
    mine = await seven_orders(shop)
    theirs = await shop.bought({1: 1}, by=BUYER + 1)

    first = await everybodys(shop, limit=5)
    last = await everybodys(shop, limit=5, cursor=first["next_cursor"])

    assert (first["total"], first["limit"], last["total"]) == (8, 5, 8)
    listed = [order["id"] for order in first["items"] + last["items"]]
    assert listed == [theirs, *mine[::-1]]
    assert last["next_cursor"] is None


async def test_staff_search_by_number_address_product_and_sku(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=9)
    shop.shelf.stock(23, on_hand=9)
    one = await shop.bought({1: 1}, by=BUYER)
    both = await shop.bought({1: 1, 23: 2}, by=555)

    assert await found(shop, str(one)) == [one]
    assert await found(shop, f"#{both}") == [both]
    assert await found(shop, "user555@") == [both]
    assert await found(shop, "USER555@Example") == [both]
    assert await found(shop, "product 2") == [both]
    assert await found(shop, "sku-23") == [both]
    assert await found(shop, "SKU-") == [both, one]
    assert await found(shop, "nobody@") == []


async def test_a_search_goes_together_with_the_other_filters(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=9)
    one, other = await shop.bought({1: 1}), await shop.bought({1: 1})
    await shop.move(one, "confirmed")

    assert await found(shop, "SKU-1", status="confirmed") == [one]
    assert await found(shop, "SKU-1", status="pending") == [other]
    assert await found(shop, "SKU-1", created_to="2026-11-23T09:30:00Z") == []
    first = await everybodys(shop, q="SKU-1", limit=1)
    assert await found(shop, "SKU-1", limit=1, cursor=first["next_cursor"]) == [one]


@pytest.mark.parametrize("q", ["%%%", "___", "\\\\\\", "'; --", "a%b", "😀😀😀", "x" * 100])
async def test_signs_of_the_database_are_only_text(shop: Shop, q: str) -> None:
    shop.shelf.stock(1, on_hand=9)
    await shop.bought({1: 1})

    assert await found(shop, q) == []


@pytest.mark.parametrize("q", ["x" * 101, "ab", " a", "abc\x00"])
async def test_a_search_that_cannot_be_made_names_its_field(shop: Shop, q: str) -> None:
    response = await shop.client.get(
        "/api/v1/orders/all", params={"q": q}, headers=shop.headers(STAFF)
    )

    assert response.status_code == 422
    assert "q" in str(response.json()["detail"])


async def test_orders_that_never_came_about_are_found_by_nobody(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=1)
    await shop.buy({1: 99}, by=555)
    (refused,) = await shop.rows(sa.select(ORDERS.c.id))

    assert await found(shop, "user555") == []
    assert await found(shop, str(refused.id)) == []
    assert (await everybodys(shop))["total"] == 0


async def test_customers_may_not_list_everybodys_orders(shop: Shop) -> None:
    response = await shop.get("/orders/all?q=user")

    assert (response.status_code, response.json()["code"]) == (403, "forbidden")


async def test_orders_of_one_moment_have_one_order(shop: Shop) -> None:
    placed = await seven_orders(shop)
    async with unit_of_work(shop.sessions) as session:
        await session.execute(sa.update(ORDERS).values(created_at=shop.clock.now()))

    assert await follow(shop, "?limit=2") == [
        placed[:4:-1],
        placed[4:2:-1],
        placed[2:0:-1],
        placed[:1],
    ]


async def all_pages(shop: Shop, **params: Any) -> list[list[int]]:
    """The ids of each page of everybody's orders, as the cursors lead."""
    pages: list[list[int]] = []
    more: dict[str, Any] = {}
    while True:
        answer = await everybodys(shop, **params, **more)
        pages.append([order["id"] for order in answer["items"]])
        if answer["next_cursor"] is None:
            return pages
        more = {"cursor": answer["next_cursor"]}


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
@pytest.mark.parametrize("sort_by", ["-created_at", "created_at", "-total", "total"])
async def test_pages_in_every_order_show_each_order_once_equals_too(
    shop: Shop, sort_by: str, limit: int
) -> None:
    placed = await seven_orders(shop)
    totals = dict(zip(placed, (500, 300, 500, 0, 300, 500, 2**40), strict=True))
    async with unit_of_work(shop.sessions) as session:
        for order_id, total in totals.items():
            row = sa.update(ORDERS).where(ORDERS.c.id == order_id)
            await session.execute(row.values(total_minor=total))
    expected = sorted(
        placed,
        key=lambda one: (totals[one], one) if "total" in sort_by else one,
        reverse=sort_by.startswith("-"),
    )

    pages = await all_pages(shop, sort_by=sort_by, limit=limit)

    assert pages == [expected[at : at + limit] for at in range(0, 7, limit)]


async def test_a_sort_goes_together_with_the_filters(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=50)
    mine = [await shop.bought({1: quantity}) for quantity in (2, 3, 1)]
    await shop.bought({1: 9}, by=BUYER + 1)
    await shop.move(mine[1], "confirmed")

    pages = await all_pages(shop, sort_by="-total", status="pending", user_id=BUYER, limit=1)

    assert pages == [[mine[0]], [mine[2]]]


async def test_a_cursor_of_another_order_and_an_order_there_is_none_of_are_named(
    shop: Shop,
) -> None:
    await seven_orders(shop)
    first = await everybodys(shop, limit=3)

    mixed = await shop.get(f"/orders/all?sort_by=-total&cursor={first['next_cursor']}", by=STAFF)
    unknown = await shop.get("/orders/all?sort_by=name", by=STAFF)

    assert (mixed.status_code, mixed.json()["code"]) == (400, "invalid_cursor")
    assert unknown.status_code == 422
    assert unknown.json()["detail"][0]["loc"] == ["query", "sort_by"]


async def test_staff_see_one_persons_orders(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=50)
    mine = [await shop.bought({1: 1}) for _ in range(2)]
    await shop.bought({1: 1}, by=BUYER + 1)

    listed = await everybodys(shop, user_id=BUYER)

    assert [order["id"] for order in listed["items"]] == mine[::-1]
    assert listed["total"] == 2
    for wrong in ("0", "2147483648", "ann"):
        refused = await shop.get(f"/orders/all?user_id={wrong}", by=STAFF)
        assert refused.status_code == 422
        assert refused.json()["detail"][0]["loc"] == ["query", "user_id"]
