from collections.abc import AsyncGenerator

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response

from storefront.web.cookies import SESSION_COOKIE
from storefront.web.doors import make_doors
from storefront.web.worker import Worker
from tests.unit.storefront.fake_gateway import FakeGateway, problem
from tests.unit.storefront.state.staff_office import at_the_desk

EXPORT = "/staff/products/export.csv"
FILE = "\ufeffsku,name\r\nPOT-1,Pot\r\n"


@pytest.fixture
async def tab(worker: Worker) -> AsyncGenerator[httpx.AsyncClient, None]:
    del worker
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=make_doors()), base_url="http://shop.test"
    ) as client:
        yield client


async def signed_in(
    tab: httpx.AsyncClient, worker: Worker, fake: FakeGateway, *, role: str
) -> None:
    browser = await at_the_desk(worker, fake, role=role)
    tab.cookies.set(SESSION_COOKIE, browser.session_id, domain="shop.test")


async def hand_out(_: Request) -> Response:
    headers = {"Content-Disposition": 'attachment; filename="products.csv"', "X-Inside": "yes"}
    return Response(FILE, media_type="text/csv", headers=headers)


async def test_staff_get_the_file_without_the_browser_knowing_a_token(
    tab: httpx.AsyncClient, worker: Worker, fake: FakeGateway
) -> None:
    await signed_in(tab, worker, fake, role="staff")
    fake.instead["/products/export.csv"] = [hand_out]

    answer = await tab.get(EXPORT)

    (request,) = fake.asked("/products/export.csv")
    assert request.headers["authorization"].startswith("Bearer ")
    assert answer.text == FILE
    assert answer.headers["content-disposition"] == 'attachment; filename="products.csv"'
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert "x-inside" not in answer.headers


async def test_a_customer_is_told_whom_it_is_for(
    tab: httpx.AsyncClient, worker: Worker, fake: FakeGateway
) -> None:
    await signed_in(tab, worker, fake, role="customer")

    answer = await tab.get(EXPORT)

    assert (answer.status_code, answer.text) == (403, "This file is for the shop's staff.")
    assert fake.asked("/products/export.csv") == []


async def test_a_guest_is_led_to_the_door(tab: httpx.AsyncClient) -> None:
    answer = await tab.get(EXPORT)

    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/login?next=/staff/products",
    )


async def test_who_is_no_longer_of_the_staff_is_told_so_by_the_services(
    tab: httpx.AsyncClient, worker: Worker, fake: FakeGateway
) -> None:
    await signed_in(tab, worker, fake, role="staff")

    async def refuse(_: Request) -> Response:
        return problem(403, "forbidden", "Not allowed")

    fake.instead["/products/export.csv"] = [refuse]

    assert (await tab.get(EXPORT)).status_code == 403
