"""The same key: the first result, never a second order."""

import asyncio
from datetime import timedelta

import httpx
import pytest
import sqlalchemy as sa

from backend_services.orders.adapters.tables import ORDERS
from backend_services.orders.domain.states import OrderStatus
from backend_services.orders.use_cases.forget_idempotency_keys import forget_idempotency_keys
from backend_services.shared.db.session import unit_of_work
from tests.service.orders.shelf import GoOn, refused
from tests.service.orders.shop import Shop

KEY = "checkout-1"


def is_replay(response: httpx.Response) -> bool:
    return response.headers.get("Idempotency-Replayed") == "true"


async def test_the_same_request_again_gives_the_same_order(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=5)

    first = await shop.buy({1: 2}, key=KEY)
    again = await shop.buy({1: 2}, key=KEY)

    assert (first.status_code, is_replay(first)) == (201, False)
    assert (again.status_code, is_replay(again)) == (201, True)
    assert again.json() == first.json()
    assert shop.shelf.products[1].reserved == 2


async def test_lines_in_another_order_or_split_are_the_same_request(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=5)
    shop.shelf.stock(2, on_hand=5)
    first = await shop.buy({1: 2, 2: 1}, key=KEY)

    again = await shop.buy(
        [
            {"product_id": 2, "quantity": 1},
            {"product_id": 1, "quantity": 1},
            {"product_id": 1, "quantity": 1},
        ],
        key=KEY,
    )

    assert (again.status_code, again.json()["id"]) == (201, first.json()["id"])


@pytest.mark.parametrize("other", [{1: 3}, {2: 2}, {1: 2, 2: 1}])
async def test_a_key_used_for_something_else_is_refused(shop: Shop, other: dict[int, int]) -> None:
    shop.shelf.stock(1, on_hand=5)
    shop.shelf.stock(2, on_hand=5)
    await shop.buy({1: 2}, key=KEY)

    response = await shop.buy(other, key=KEY)

    assert (response.status_code, response.json()["code"]) == (422, "idempotency_key_reused")
    assert await shop.statuses() == ["pending"]


async def test_the_cart_flag_is_part_of_the_request(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=5)
    await shop.buy({1: 2}, key=KEY)

    response = await shop.buy({1: 2}, key=KEY, cart=True)

    assert response.json()["code"] == "idempotency_key_reused"


async def test_two_people_may_use_the_same_key(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=5)

    one = await shop.buy({1: 1}, by=1, key=KEY)
    other = await shop.buy({1: 1}, by=2, key=KEY)

    assert (one.status_code, other.status_code) == (201, 201)
    assert one.json()["id"] != other.json()["id"]


async def test_without_a_key_every_request_is_an_order(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=5)

    assert await shop.bought({1: 1}) != await shop.bought({1: 1})
    assert await shop.keys() == []


async def test_a_refused_order_starts_again(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=0)
    assert (await shop.buy({1: 1}, key=KEY)).status_code == 409

    shop.shelf.stock(1, on_hand=1)
    again = await shop.buy({1: 1}, key=KEY)

    assert (again.status_code, is_replay(again)) == (201, False)
    assert await shop.statuses() == ["rejected", "pending"]
    assert is_replay(await shop.buy({1: 1}, key=KEY))


async def test_an_order_that_could_not_be_agreed_starts_again(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=1)
    shop.wire.faults = [refused] * 3
    assert (await shop.buy({1: 1}, key=KEY)).status_code == 503

    assert (await shop.buy({1: 1}, key=KEY)).status_code == 201
    assert await shop.statuses() == ["rejected", "pending"]


@pytest.mark.usefixtures("at_once")
async def test_while_it_is_placed_a_twin_is_told_to_ask_again(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=5)
    is_held, may_answer = asyncio.Event(), asyncio.Event()

    async def waits(_request: httpx.Request, go_on: GoOn) -> httpx.Response:
        is_held.set()
        await may_answer.wait()
        return await go_on()

    shop.wire.faults = [waits]
    first = asyncio.create_task(shop.buy({1: 1}, key=KEY))
    await is_held.wait()

    twin = await shop.buy({1: 1}, key=KEY)
    may_answer.set()

    assert (twin.status_code, twin.json()["code"]) == (409, "order_in_progress")
    assert twin.headers["Retry-After"] == "1"
    assert (await first).status_code == 201
    assert await shop.statuses() == ["pending"]


RECOVERY_POINTS = {
    "placing": (409, None),
    "pending": (201, "pending"),
    "confirmed": (201, "confirmed"),
    "shipped": (201, "shipped"),
    "delivered": (201, "delivered"),
    "cancelled": (201, "cancelled"),
    "rejected": (201, "pending"),  # a new order
}


async def put_in_state(shop: Shop, status: str) -> None:
    """The key's order, wherever it got to."""
    await shop.buy({1: 2}, key=KEY)
    async with unit_of_work(shop.sessions) as session:
        await session.execute(sa.update(ORDERS).values(status=status))


@pytest.mark.parametrize("status", OrderStatus)
async def test_the_order_is_its_own_recovery_point(shop: Shop, status: str) -> None:
    """In whichever state the first attempt got stuck, the same request leads to its end."""
    shop.shelf.stock(1, on_hand=5)
    await put_in_state(shop, status)

    again = await shop.buy({1: 2}, key=KEY)

    expected, end = RECOVERY_POINTS[status]
    assert again.status_code == expected
    assert end is None or again.json()["status"] == end
    assert is_replay(again) == (status not in {"placing", "rejected"})
    assert ("Retry-After" in again.headers) == (status == "placing")
    orders = ["rejected", "pending"] if status == "rejected" else [status]
    assert await shop.statuses() == orders


@pytest.mark.parametrize("status", OrderStatus)
async def test_something_else_under_the_key_is_refused_in_every_state(
    shop: Shop, status: str
) -> None:
    shop.shelf.stock(1, on_hand=5)
    await put_in_state(shop, status)

    other = await shop.buy({1: 1}, key=KEY)

    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert await shop.statuses() == [status]


@pytest.mark.usefixtures("at_once")
async def test_twenty_at_once_give_one_order(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=50)

    responses = await asyncio.gather(*(shop.buy({1: 1}, key=KEY) for _ in range(20)))

    placed = {answer.json()["id"] for answer in responses if answer.status_code == 201}
    others = {answer.json()["code"] for answer in responses if answer.status_code != 201}
    assert len(placed) == 1
    assert others <= {"order_in_progress"}
    assert await shop.statuses() == ["pending"]
    assert shop.shelf.products[1].reserved == 1


@pytest.mark.usefixtures("at_once")
async def test_twenty_retries_at_once_of_a_refused_order_give_one_order(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=0)
    await shop.buy({1: 1}, key=KEY)
    shop.shelf.stock(1, on_hand=50)

    responses = await asyncio.gather(*(shop.buy({1: 1}, key=KEY) for _ in range(20)))

    assert 201 in {answer.status_code for answer in responses}
    assert {answer.status_code for answer in responses} <= {201, 409}
    assert await shop.statuses() == ["rejected", "pending"]
    assert shop.shelf.products[1].reserved == 1


@pytest.mark.parametrize("key", ["", "k" * 129, "two words", "schlüssel".encode()])
async def test_a_key_is_short_and_printable(shop: Shop, key: str | bytes) -> None:
    headers = httpx.Headers(shop.bearer())
    headers = httpx.Headers([*headers.raw, (b"Idempotency-Key", _bytes(key))])

    response = await shop.client.post(
        "/api/v1/orders", json={"items": [{"product_id": 1, "quantity": 1}]}, headers=headers
    )

    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"] == ["header", "Idempotency-Key"]
    assert await shop.statuses() == []


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text


async def test_keys_are_forgotten_after_three_days_and_their_orders_stay(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=5)
    await shop.buy({1: 1}, key="old")
    shop.clock.advance(timedelta(hours=71, minutes=59))
    await shop.buy({1: 1}, key="young")
    shop.clock.advance(timedelta(minutes=2))

    async with unit_of_work(shop.sessions) as session:
        forgotten = await forget_idempotency_keys(
            session, older_than=timedelta(hours=72), clock=shop.clock
        )

    assert (forgotten, await shop.keys()) == (1, ["young"])
    assert await shop.statuses() == ["pending", "pending"]
    assert is_replay(await shop.buy({1: 1}, key="young"))
    assert not is_replay(await shop.buy({1: 1}, key="old"))
    assert await shop.statuses() == ["pending"] * 3
