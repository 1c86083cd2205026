"""The failure table of the saga (docs/architecture.md), a test for each line of it.

Both services are real, and both databases; a process that dies does so at every step that lies
between the two points its line names.
"""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
import sqlalchemy as sa

from backend_services.orders.adapters.tables import ORDERS
from tests.fixtures.messaging import Drain
from tests.service.orders.mortal import IMMORTAL, Attempt, Died, Lifeline, MortalProducts
from tests.service.orders.real_products import Books, RealProducts
from tests.service.orders.shelf import GoOn, Wire, refused
from tests.service.orders.shop import Shop

STOCK = 1000
PRODUCT = 1  # the first of an empty shop, and what an attempt asks for
A_HOLD_LIVES = timedelta(minutes=15)
UNTOUCHED = Books(on_hand=STOCK, reserved=0)

pytestmark = [pytest.mark.usefixtures("at_once", "stocked"), pytest.mark.timeout(180)]


@pytest.fixture
def wire(real: RealProducts) -> Wire:
    return Wire(real.app)


@pytest.fixture
async def stocked(real: RealProducts) -> None:
    assert await real.stock("TEAPOT", on_hand=STOCK) == PRODUCT


async def deaths(
    shop: Shop, attempt: Attempt, *, after: str | None, until: str | None
) -> AsyncIterator[int]:
    """Buyers whose checkout was killed between two points; one for each step that lies there."""
    whole = Lifeline(ends_at=IMMORTAL, with_=Died)
    placed = await attempt(1, whole)
    points = points_of(whole.steps)
    first = 1 if after is None else points[after] + 1
    last = len(whole.steps) if until is None else points[until]
    assert first <= last
    assert (await shop.move(placed.order.id, "cancelled")).status_code == 200
    for buyer, step in enumerate(range(first, last + 1), start=2):
        with pytest.raises(Died):
            await attempt(buyer, Lifeline(ends_at=step, with_=Died))
        yield buyer


def points_of(steps: list[str]) -> dict[str, int]:
    """The number of the step at which each part of a checkout is over; steps count from 1."""
    commits = [number for number, step in enumerate(steps, start=1) if step == "before commit"]
    return {
        "the intent is about to be committed": commits[0],
        "the call is about to be made": steps.index("before PUT") + 1,
        "products has answered": steps.index("after PUT"),
        "the order is about to be committed": commits[1],
    }


async def order_of(shop: Shop, buyer: int) -> sa.Row[tuple[object, ...]] | None:
    """Their latest."""
    found = await shop.rows(
        sa.select(ORDERS).where(ORDERS.c.user_id == buyer).order_by(ORDERS.c.id.desc())
    )
    return found[0] if found else None


async def retry(shop: Shop, buyer: int) -> httpx.Response:
    return await shop.buy({PRODUCT: 1}, by=buyer, key="checkout", cart=True)


async def test_orders_dies_before_the_intent_is_committed(
    shop: Shop, real: RealProducts, drain_both: Drain, attempt: Attempt
) -> None:
    until = "the intent is about to be committed"
    async for buyer in deaths(shop, attempt, after=None, until=until):
        await drain_both()
        assert await order_of(shop, buyer) is None
        assert await real.books(PRODUCT) == UNTOUCHED

        response = await retry(shop, buyer)

        assert (response.status_code, "Idempotency-Replayed" in response.headers) == (201, False)
        await shop.move(response.json()["id"], "cancelled")


async def test_orders_dies_after_the_intent_and_before_the_call(
    shop: Shop, real: RealProducts, drain_both: Drain, attempt: Attempt
) -> None:
    after, until = "the intent is about to be committed", "the call is about to be made"
    async for buyer in deaths(shop, attempt, after=after, until=until):
        await drain_both()
        left = await order_of(shop, buyer)
        assert left is not None
        assert (left.status, await real.state_of(left.uid)) == ("placing", None)
        waiting = await retry(shop, buyer)
        assert (waiting.status_code, waiting.headers["Retry-After"]) == (409, "1")

        assert await shop.sweep() == 1
        await drain_both()

        assert await real.books(PRODUCT) == UNTOUCHED
        again = await retry(shop, buyer)
        assert again.status_code == 201
        await shop.move(again.json()["id"], "cancelled")


async def test_orders_dies_after_products_held_and_before_the_order_is_committed(
    shop: Shop, real: RealProducts, drain_both: Drain, attempt: Attempt
) -> None:
    after, until = "products has answered", "the order is about to be committed"
    async for buyer in deaths(shop, attempt, after=after, until=until):
        await drain_both()
        left = await order_of(shop, buyer)
        assert left is not None
        assert (left.status, await real.state_of(left.uid)) == ("placing", "held")
        assert await real.books(PRODUCT) == Books(on_hand=STOCK, reserved=1)

        assert await shop.sweep() == 1
        await drain_both()

        assert await real.state_of(left.uid) == "released"
        assert await real.books(PRODUCT) == UNTOUCHED
        again = await retry(shop, buyer)
        assert again.status_code == 201
        await shop.move(again.json()["id"], "cancelled")


async def test_orders_stays_down_for_longer_than_a_hold_lives(
    shop: Shop, real: RealProducts, drain_both: Drain, attempt: Attempt
) -> None:
    """Products frees the units by itself; what orders says when it is up again changes nothing."""
    after, until = "products has answered", "the order is about to be committed"
    async for buyer in deaths(shop, attempt, after=after, until=until):
        await drain_both()
        shop.clock.advance(A_HOLD_LIVES + timedelta(seconds=1))
        assert await real.expire_holds() == 1
        assert await real.books(PRODUCT) == UNTOUCHED

        assert await shop.sweep() == 1
        await drain_both()

        left = await order_of(shop, buyer)
        assert left is not None
        assert left.status == "rejected"
        assert await real.books(PRODUCT) == UNTOUCHED
        return  # one death is as good as another here


async def test_orders_dies_after_the_order_is_committed(
    shop: Shop, real: RealProducts, drain_both: Drain, attempt: Attempt
) -> None:
    """The event waits in the outbox; the relay of whoever is up next sends it."""
    async for buyer in deaths(
        shop, attempt, after="the order is about to be committed", until=None
    ):
        left = await order_of(shop, buyer)
        assert left is not None
        assert (left.status, await real.state_of(left.uid)) == ("pending", "held")
        replay = await retry(shop, buyer)
        assert (replay.status_code, replay.json()["id"]) == (201, left.id)
        assert replay.headers["Idempotency-Replayed"] == "true"

        await drain_both()

        assert await real.state_of(left.uid) == "committed"
        assert await real.books(PRODUCT) == Books(on_hand=STOCK - 1, reserved=0)
        await shop.move(left.id, "cancelled")
        await drain_both()
        assert await real.books(PRODUCT) == UNTOUCHED


async def test_the_news_of_an_order_comes_after_its_hold_has_expired(
    shop: Shop, real: RealProducts, drain_both: Drain
) -> None:
    """Its buyer was told yes: products takes the units again, for they are still there."""
    order_id = (await shop.buy({PRODUCT: 2})).json()["id"]
    shop.clock.advance(A_HOLD_LIVES + timedelta(seconds=1))
    assert await real.expire_holds() == 1
    assert await real.books(PRODUCT) == UNTOUCHED

    await drain_both()

    assert await real.books(PRODUCT) == Books(on_hand=STOCK - 2, reserved=0)
    assert (await shop.get(f"/orders/{order_id}")).json()["status"] == "pending"


async def test_a_zombie_finishes_its_call_after_the_order_was_ended(
    shop: Shop, real: RealProducts, drain_both: Drain
) -> None:
    async def is_worked_on_very_late(_request: httpx.Request, go_on: GoOn) -> httpx.Response:
        assert await shop.sweep() == 1
        await drain_both()
        return await go_on()

    shop.wire.faults = [is_worked_on_very_late]

    response = await shop.buy({PRODUCT: 1})

    assert (response.status_code, response.json()["code"]) == (503, "placement_interrupted")
    await drain_both()
    assert await shop.statuses() == ["rejected"]
    assert await real.books(PRODUCT) == Books(on_hand=STOCK, reserved=1)
    shop.clock.advance(A_HOLD_LIVES + timedelta(seconds=1))
    assert await real.expire_holds() == 1
    assert await real.books(PRODUCT) == UNTOUCHED


async def test_a_zombie_finishes_its_call_after_the_order_was_cancelled(
    shop: Shop, real: RealProducts, drain_both: Drain
) -> None:
    """A copy of the call, stuck on the wire: the same id answers with what became of it."""
    copies: list[GoOn] = []

    async def is_sent_twice(_request: httpx.Request, go_on: GoOn) -> httpx.Response:
        copies.append(go_on)
        return await go_on()

    shop.wire.faults = [is_sent_twice]
    order_id = (await shop.buy({PRODUCT: 1})).json()["id"]
    await drain_both()
    await shop.move(order_id, "cancelled")
    await drain_both()

    late = await copies[0]()

    await late.aread()
    assert late.json()["state"] == "released"
    assert await real.books(PRODUCT) == UNTOUCHED


async def test_products_dies_while_it_holds(
    shop: Shop, real: RealProducts, drain_both: Drain
) -> None:
    """At each step of its transaction; orders repeats the call, and units are held once."""
    through = shop.wire.through
    shop.wire.through = MortalProducts(through)
    died_at: list[str] = []
    for buyer in range(1, 100):
        lifeline = Lifeline(ends_at=buyer, with_=Died)
        with lifeline.watching(real.sessions):
            response = await shop.buy({PRODUCT: 1}, by=buyer)

        assert response.status_code == 201
        assert (await real.books(PRODUCT)).reserved == 1
        await drain_both()
        assert await real.books(PRODUCT) == Books(on_hand=STOCK - 1, reserved=0)
        await shop.move(response.json()["id"], "cancelled")
        await drain_both()
        if not lifeline.has_ended:
            break
        died_at.append(lifeline.last_step)
    assert {"before commit", "after commit"} <= set(died_at)
    assert len(died_at) > 5
    assert await real.books(PRODUCT) == UNTOUCHED


async def test_products_is_down(shop: Shop, real: RealProducts, drain_both: Drain) -> None:
    shop.wire.faults = [refused] * 3

    response = await shop.buy({PRODUCT: 1}, key="checkout")

    assert (response.status_code, response.json()["code"]) == (503, "products_unavailable")
    assert response.headers["Retry-After"] == "2"
    assert await shop.statuses() == ["rejected"]
    await drain_both()
    assert await real.books(PRODUCT) == UNTOUCHED
    assert (await shop.buy({PRODUCT: 1}, key="checkout")).status_code == 201


async def test_products_is_down_and_orders_dies_meanwhile(
    shop: Shop, real: RealProducts, drain_both: Drain, attempt: Attempt
) -> None:
    shop.wire.faults = [refused] * 3
    calls = Lifeline(ends_at=IMMORTAL, with_=Died)
    with pytest.raises(Exception, match="Product service unavailable"):
        await attempt(1, calls)
    last_call = len(calls.steps) - calls.steps[::-1].index("before PUT")
    shop.wire.faults = [refused] * 3
    with pytest.raises(Died):
        await attempt(2, Lifeline(ends_at=last_call, with_=Died))
    assert await shop.statuses() == ["rejected", "placing"]

    assert await shop.sweep() == 1
    await drain_both()

    assert await shop.statuses() == ["rejected", "rejected"]
    assert await real.books(PRODUCT) == UNTOUCHED
