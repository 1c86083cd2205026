import httpx
from prometheus_client import REGISTRY

from tests.service.gateway.conftest import Doors

COUNT = "http_request_duration_seconds_count"


def seen(**labels: str) -> float:
    return REGISTRY.get_sample_value(COUNT, labels) or 0.0


async def test_requests_are_counted_by_what_was_asked_and_how_it_ended(
    gateway: httpx.AsyncClient,
) -> None:
    labels = {"method": "GET", "route": "/products", "status": "200"}
    before = seen(**labels)

    await gateway.get("/products/7?q=anything")

    assert seen(**labels) == before + 1


async def test_paths_and_methods_that_callers_invent_share_one_label(
    gateway: httpx.AsyncClient,
) -> None:
    labels = {"method": "GET", "route": "unmatched", "status": "404"}
    before = seen(**labels)

    await gateway.get("/invented/1")
    await gateway.get("/invented/2")

    assert seen(**labels) == before + 2


async def test_the_public_port_does_not_show_the_figures(doors: Doors) -> None:
    gateway = await doors.open()

    assert (await gateway.get("/metrics")).status_code == 404
