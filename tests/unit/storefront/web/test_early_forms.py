"""A form that was sent before its page was awake."""

import httpx
import pytest

from storefront.web.early_forms import TOO_EARLY
from tests.unit.storefront.fake_gateway import FakeGateway
from tests.unit.storefront.web.built_pages import Build

TYPED = {"email": "ann@example.com", "password": "ann's long secret"}


@pytest.mark.parametrize("address", ["/login", "/login?next=%2Fcheckout", "/", "/%C3%BCber"])
async def test_it_leads_back_to_its_page_and_says_that_it_was_early(
    reader: httpx.AsyncClient, fake: FakeGateway, build: Build, address: str
) -> None:
    answer = await reader.post(address, data=TYPED)

    assert answer.status_code == 303
    assert answer.headers["location"] == f"{address}#{TOO_EARLY}"
    assert answer.headers["cache-control"] == "no-store"
    assert "secret" not in str(answer.headers)
    assert (fake.requests, build.asked) == ([], [])


async def test_it_leads_to_no_other_shop(reader: httpx.AsyncClient) -> None:
    answer = await reader.post("http://shop.test//elsewhere.example/login", data=TYPED)

    assert answer.headers["location"] == f"/elsewhere.example/login#{TOO_EARLY}"


@pytest.mark.parametrize("address", ["/_upload", "/ping"])
async def test_what_is_sent_to_reflex_reaches_it(
    reader: httpx.AsyncClient, build: Build, address: str
) -> None:
    await reader.post(address, data=TYPED)

    assert build.asked == [address]


async def test_what_is_no_form_is_passed_on(reader: httpx.AsyncClient, build: Build) -> None:
    await reader.post("/login", json=TYPED)

    assert build.asked == ["/login"]
