"""Products has no units left for an order whose buyer was told yes."""

import pytest

from backend_services.contracts.products import StockUnavailableV1
from backend_services.orders.consumers import CONSUMES, ConsumerDeps
from backend_services.shared.ids import new_id
from backend_services.shared.messaging.consumer import consume
from backend_services.shared.messaging.envelope import Envelope
from tests.service.orders.shop import BUYER, Shop


async def hear(shop: Shop, envelope: Envelope[StockUnavailableV1]) -> None:
    (source,) = CONSUMES
    assert source.subscription("orders").queue == "orders-products.fifo"
    await consume(
        envelope,
        consumer="orders-products.fifo",
        handlers=source.handlers,
        sessions=shop.sessions,
        deps=ConsumerDeps(clock=shop.clock, new_id=new_id),
    )


def unavailable(shop: Shop, order_id: int) -> Envelope[StockUnavailableV1]:
    return Envelope(
        event_id=new_id(),
        aggregate="reservation:1",
        sequence=1,
        occurred_at=shop.clock.now(),
        event=StockUnavailableV1(reservation_id=new_id(), order_id=order_id),
    )


@pytest.mark.parametrize("steps", [[], ["confirmed"]], ids=["pending", "confirmed"])
async def test_it_is_cancelled_by_the_system_with_a_reason_once(
    shop: Shop, steps: list[str]
) -> None:
    shop.shelf.stock(1, on_hand=1)
    order_id = await shop.bought({1: 1})
    for step in steps:
        await shop.move(order_id, step)
    envelope = unavailable(shop, order_id)

    await hear(shop, envelope)
    await hear(shop, envelope)
    await hear(shop, unavailable(shop, order_id))

    order = (await shop.get(f"/orders/{order_id}", by=BUYER)).json()
    assert order["status"] == "cancelled"
    assert order["timeline"][-1]["actor"] == "system"
    assert order["timeline"][-1]["reason"] == (
        "We are sorry: the last units were sold before your order could be settled."
    )
    assert (await shop.events()).count("order.cancelled") == 1


async def test_what_is_under_way_already_stays_and_so_does_the_unknown(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=1)
    order_id = await shop.bought({1: 1})
    await shop.move(order_id, "confirmed")
    await shop.move(order_id, "shipped")

    await hear(shop, unavailable(shop, order_id))
    await hear(shop, unavailable(shop, 2**31 - 1))

    assert (await shop.get(f"/orders/{order_id}")).json()["status"] == "shipped"
