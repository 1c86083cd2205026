"""The failure table of the saga: a checkout ends at each of its steps in turn."""

from collections.abc import Awaitable, Callable, Iterator
from itertools import count

import pytest
import sqlalchemy as sa

from backend_services.orders.adapters.products_client import open_products_client
from backend_services.orders.adapters.tables import ORDERS
from backend_services.orders.domain.order_request import OrderRequest
from backend_services.orders.domain.requested_lines import RequestedLine
from backend_services.orders.settings import OrdersSettings
from backend_services.orders.use_cases.place_order import Placement, place_order
from backend_services.shared.ids import new_id
from tests.fixtures.messaging import Drain
from tests.service.orders.mortal import Broke, Died, Lifeline, MortalWire
from tests.service.orders.shop import Shop

STOCK = 1000
IMMORTAL = 10**6
Attempt = Callable[[int, Lifeline], Awaitable[Placement]]

pytestmark = [pytest.mark.usefixtures("at_once"), pytest.mark.timeout(180)]


@pytest.fixture
def attempt(shop: Shop, settings: OrdersSettings) -> Attempt:
    """One unit for this buyer, with the same key each time, as far as the lifeline reaches."""
    shop.shelf.stock(1, on_hand=STOCK)

    async def attempt(buyer: int, lifeline: Lifeline) -> Placement:
        request = OrderRequest(
            user_id=buyer,
            user_email="buyer@example.com",
            lines=(RequestedLine(1, 1),),
            empties_cart=True,
            idempotency_key="checkout",
        )
        wire = MortalWire(shop.wire, lifeline)
        async with open_products_client(settings, transport=wire) as products:
            with lifeline.watching(shop.sessions):
                return await place_order(
                    shop.sessions,
                    request=request,
                    products=products,
                    clock=shop.clock,
                    new_id=new_id,
                )

    return attempt


def lifelines(with_: type[BaseException]) -> Iterator[tuple[int, Lifeline]]:
    """One for each step, until one of them outlives the checkout."""
    for buyer in count(1):
        lifeline = Lifeline(ends_at=buyer, with_=with_)
        yield buyer, lifeline
        if not lifeline.has_ended:
            return


async def statuses_of(shop: Shop, buyer: int) -> list[str]:
    rows = await shop.rows(
        sa.select(ORDERS.c.status).where(ORDERS.c.user_id == buyer).order_by(ORDERS.c.id)
    )
    return [row.status for row in rows]


async def recover(shop: Shop, drain: Drain) -> None:
    """What the service does when it is up again: the sweeper comes by, the events are heard."""
    await shop.sweep()
    await drain()


async def expect_books_balanced(shop: Shop) -> None:
    """Sold are the units of pending orders, none else, and nothing is held any more."""
    statuses = await shop.statuses()
    assert set(statuses) <= {"pending", "rejected"}
    product = shop.shelf.products[1]
    assert product.reserved == 0
    assert product.on_hand + statuses.count("pending") == STOCK


async def test_killed_at_any_step_a_retry_buys_exactly_once(
    shop: Shop, drain_all: Drain, attempt: Attempt
) -> None:
    ended_at: list[str] = []
    for buyer, lifeline in lifelines(Died):
        try:
            await attempt(buyer, lifeline)
        except Died:
            ended_at.append(lifeline.last_step)
        await recover(shop, drain_all)
        await expect_books_balanced(shop)

        placement = await attempt(buyer, Lifeline(ends_at=IMMORTAL, with_=Died))
        await drain_all()

        assert placement.order.status == "pending"
        assert (await statuses_of(shop, buyer)).count("pending") == 1, lifeline.steps
        await expect_books_balanced(shop)
    assert {"before PUT", "after PUT", "before commit", "after commit"} <= set(ended_at)
    assert len(ended_at) > 20


async def test_broken_at_any_step_the_answer_is_the_truth(
    shop: Shop, drain_all: Drain, attempt: Attempt
) -> None:
    outcomes: dict[str, set[str]] = {"yes": set(), "no": set()}
    for buyer, lifeline in lifelines(Broke):
        try:
            await attempt(buyer, lifeline)
            said = "yes"
        except (Broke, ConnectionError):
            said = "no"
        outcomes[said].add(lifeline.last_step if lifeline.has_ended else "none")
        await recover(shop, drain_all)

        is_placed = "pending" in await statuses_of(shop, buyer)
        assert is_placed == (said == "yes"), lifeline.steps
        await expect_books_balanced(shop)

        await attempt(buyer, Lifeline(ends_at=IMMORTAL, with_=Broke))
        assert (await statuses_of(shop, buyer)).count("pending") == 1
        await drain_all()
        await expect_books_balanced(shop)
    assert "after PUT" in outcomes["yes"]
    assert "before commit" in outcomes["no"]
