"""A checkout ends at each of its steps in turn; test_failure_table.py tells where is what."""

from collections.abc import Iterator
from itertools import count

import pytest
import sqlalchemy as sa

from backend_services.orders.adapters.tables import ORDERS
from tests.fixtures.messaging import Drain
from tests.service.orders.mortal import IMMORTAL, Attempt, Broke, Died, Lifeline
from tests.service.orders.shop import Shop

STOCK = 1000

pytestmark = [pytest.mark.usefixtures("at_once"), pytest.mark.timeout(180)]


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
    shop.shelf.stock(1, on_hand=STOCK)
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
    shop.shelf.stock(1, on_hand=STOCK)
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
