"""Products takes the call and never answers: the buyer is not kept waiting with it."""

import pytest

from backend_services.orders.settings import OrdersSettings
from tests.service.orders.shelf import hangs
from tests.service.orders.shop import BUYER, Shop


@pytest.fixture
def settings(settings: OrdersSettings) -> OrdersSettings:
    return settings.model_copy(update={"hold_deadline": 0.3, "look_up_timeout": 2.0})


async def test_an_order_ends_at_the_deadline_with_its_hold_freed(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=5)
    shop.wire.faults = [hangs]

    response = await shop.buy({1: 1})

    assert response.status_code == 504
    assert response.json()["detail"] == "Product service request timed out"
    assert await shop.statuses() == ["rejected"]
    assert await shop.events() == ["order.rejected"]


async def test_a_cart_is_shown_as_last_known(shop: Shop) -> None:
    shop.shelf.stock(1, on_hand=5)
    await shop.client.put("/api/v1/cart/items/1", json={"quantity": 2}, headers=shop.headers(BUYER))
    shop.wire.faults = [hangs]

    cart = (await shop.get("/cart")).json()

    assert (cart["is_checked"], cart["total"]) == (False, "20.00")
