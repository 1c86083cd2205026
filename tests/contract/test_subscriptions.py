from typing import Any

import pytest

from backend_services.contracts.subscriptions import SUBSCRIPTIONS, heard_by
from backend_services.notifications import consumers as notifications
from backend_services.orders import consumers as orders
from backend_services.products import consumers as products
from backend_services.shared.messaging.consumer import Consumes

HEARERS: dict[str, tuple[Consumes[Any], ...]] = {
    "notifications": notifications.CONSUMES,
    "orders": orders.CONSUMES,
    "products": products.CONSUMES,
}


@pytest.mark.parametrize("service", HEARERS)
def test_publishers_set_up_exactly_the_queues_that_a_service_reads(service: str) -> None:
    read = {source.subscription(service) for source in HEARERS[service]}

    assert set(heard_by(service)) == read


def test_nobody_hears_that_no_service_knows() -> None:
    assert {one.consumer for one in SUBSCRIPTIONS} == set(HEARERS)
