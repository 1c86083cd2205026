"""Three months of orders for the demo shop, through the real saga."""

import tomllib
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from backend_services.orders.adapters.products_client import ProductsClient
from backend_services.orders.demo import __main__ as demo
from backend_services.orders.demo.history import HISTORY
from backend_services.orders.demo.people import People, ask_users
from backend_services.orders.demo.story import STORY
from backend_services.orders.demo.tell_the_story import Stage, tell_the_story
from backend_services.shared.ids import new_id
from tests.fixtures.messaging import Drain
from tests.service.orders.shop import STAFF as SHOP_STAFF
from tests.service.orders.shop import Shop

SHOPPER, STAFF = 41, 42
OTHERS = {email: 50 + place for place, email in enumerate(sorted({o.buyer for o in HISTORY}))}
CATALOGUE = Path(demo.__file__).parents[2] / "products" / "demo" / "catalogue.toml"


@pytest.fixture
def goods() -> dict[str, dict[str, Any]]:
    """The demo shop's goods by SKU."""
    return {item["sku"]: item for item in tomllib.loads(CATALOGUE.read_text())["products"]}


@pytest.fixture
def stage(shop: Shop, products: ProductsClient, goods: dict[str, dict[str, Any]]) -> Stage:
    product_ids = {sku: number for number, sku in enumerate(goods, start=1)}
    for sku, product_id in product_ids.items():
        shop.shelf.stock(product_id, on_hand=goods[sku]["stock"], price=goods[sku]["price"])
    return Stage(
        sessions=shop.sessions,
        products=products,
        product_ids=product_ids,
        people=People(shopper_id=SHOPPER, staff_id=STAFF),
        new_id=new_id,
    )


@pytest.fixture
def crowd(stage: Stage) -> Stage:
    """With the other customers."""
    return replace(stage, people=replace(stage.people, others=OTHERS))


async def all_orders(shop: Shop) -> list[dict[str, Any]]:
    return (await shop.get("/orders/all?limit=100", by=SHOP_STAFF)).json()["items"]


async def orders_of_the_shopper(shop: Shop) -> list[dict[str, Any]]:
    return (await shop.get("/orders", by=SHOPPER)).json()


async def test_the_shopper_has_orders_in_all_states_of_the_last_five_weeks(
    shop: Shop, stage: Stage
) -> None:
    now = shop.clock.now()

    await tell_the_story(stage, now=now)

    orders = await orders_of_the_shopper(shop)
    assert len(orders) == len(STORY) == 12
    assert {order["status"] for order in orders} == {
        "pending",
        "confirmed",
        "shipped",
        "delivered",
        "cancelled",
    }
    assert all(order["user_email"] == "shopper@example.com" for order in orders)
    times = [datetime.fromisoformat(order["created_at"]) for order in orders]
    assert times == sorted(times, reverse=True)
    assert now - timedelta(weeks=5) < times[-1]
    assert times[0] < now
    for order in orders:
        steps = [datetime.fromisoformat(step["at"]) for step in order["timeline"]]
        assert steps == sorted(steps)
        assert steps[-1] < now
        is_on_its_way = order["status"] in {"shipped", "delivered"}
        assert (order["tracking_number"] is not None) == is_on_its_way


async def test_the_others_have_bought_all_along_for_three_months(shop: Shop, crowd: Stage) -> None:
    now = shop.clock.now()

    assert await tell_the_story(crowd, now=now) == len(STORY) + len(HISTORY) == 52

    listed = await all_orders(shop)
    times = [datetime.fromisoformat(order["created_at"]) for order in listed]
    assert times == sorted(times, reverse=True)
    assert [order["id"] for order in listed] == sorted((o["id"] for o in listed), reverse=True)
    assert now - timedelta(days=90) < times[-1] < now - timedelta(days=80)
    assert {order["user_email"] for order in listed} == {*OTHERS, "shopper@example.com"}
    stats = (await shop.get("/orders/stats", by=SHOP_STAFF)).json()
    assert stats["carts"]["conversion"] is not None
    assert (await shop.get("/cart", by=SHOPPER)).json()["items"] == []
    assert (await shop.get("/cart", by=OTHERS["emil@example.com"])).json()["items"] != []


async def test_stock_and_events_agree_with_it(
    shop: Shop, crowd: Stage, drain_all: Drain, goods: dict[str, dict[str, Any]]
) -> None:
    await tell_the_story(crowd, now=shop.clock.now())
    await drain_all()

    sold = dict.fromkeys(crowd.product_ids.values(), 0)
    for order in await all_orders(shop):
        if order["status"] != "cancelled":
            for item in order["items"]:
                sold[item["product_id"]] += item["quantity"]
    for sku, product_id in crowd.product_ids.items():
        product = shop.shelf.products[product_id]
        assert (product.reserved, product.on_hand) == (0, goods[sku]["stock"] - sold[product_id])
    events = await shop.events()
    assert events.count("order.created") == 52
    assert len(events) == sum(1 + len(order.steps) for order in (*STORY, *HISTORY))


async def test_telling_it_again_changes_nothing(shop: Shop, stage: Stage) -> None:
    await tell_the_story(stage, now=shop.clock.now())
    before = await orders_of_the_shopper(shop)

    assert await tell_the_story(stage, now=shop.clock.now()) == 0

    assert await orders_of_the_shopper(shop) == before


async def test_a_sweeper_that_takes_an_old_order_for_interrupted_does_not_spoil_it(
    shop: Shop, stage: Stage
) -> None:
    async def sweeps(_request: httpx.Request, go_on: Any) -> httpx.Response:
        assert await shop.sweep() == 1
        return await go_on()

    async def passes(_request: httpx.Request, go_on: Any) -> httpx.Response:
        return await go_on()

    shop.wire.faults = [passes, sweeps]  # the look at the goods, then the order

    assert await tell_the_story(stage, now=shop.clock.now()) == 12


async def test_what_is_sold_out_leaves_a_gap(shop: Shop, stage: Stage) -> None:
    shop.shelf.products[stage.product_ids["KTE-044"]].on_hand = 0
    del shop.shelf.products[stage.product_ids["BNT-019"]]

    assert await tell_the_story(stage, now=shop.clock.now()) == 10


def test_nothing_was_bought_before_it_was_listed_and_little_of_what_is_scarce(
    goods: dict[str, dict[str, Any]],
) -> None:
    for order in (*STORY, *HISTORY):
        for sku, quantity in order.lines.items():
            assert timedelta(days=goods[sku]["listed_days_ago"]) > order.ago, sku
            assert goods[sku]["stock"] >= 5 * quantity, sku


async def test_the_people_are_asked_of_users() -> None:
    ids = {"shopper@example.com": SHOPPER, "staff@example.com": STAFF}

    def users(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            email = httpx.Response(200, content=request.content).json()["email"]
            return httpx.Response(200, json={"access_token": email})
        email = request.headers["Authorization"].removeprefix("Bearer ")
        if request.url.path == "/api/v1/users":
            assert email == "staff@example.com"
            return httpx.Response(200, json={"items": [{"email": "ida@example.com", "id": 7}]})
        return httpx.Response(200, json={"id": ids[email]})

    async with httpx.AsyncClient(
        transport=httpx.MockTransport(users), base_url="http://users"
    ) as client:
        others = {"ida@example.com": 7}
        expected = People(shopper_id=SHOPPER, staff_id=STAFF, others=others)
        assert await ask_users(client) == expected


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"ORDERS_ENVIRONMENT": "production"}, "demo orders: refused"),
        ({}, "demo orders: set ORDERS_DEMO_USERS_URL"),
    ],
)
def test_the_command_refuses_and_says_why(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], message: str
) -> None:
    known = {
        "ORDERS_DATABASE_URL": "postgresql+asyncpg://nobody@127.0.0.1:1/orders",
        "ORDERS_JWKS_URL": "http://users/jwks",
        "ORDERS_PRODUCTS_URL": "http://products",
        "ORDERS_SERVICE_KEY": "a service key for tests",
    }
    for name, value in (known | variables).items():
        monkeypatch.setenv(name, value)

    with pytest.raises(SystemExit, match=message):
        demo.main([])
