from typing import Any

import pytest

from storefront.api.catalog import ProductChange
from storefront.state.product import ProductState
from storefront.state.restock import RestockState
from storefront.web.first_html.words import OUT_OF_REACH
from tests.unit.storefront.browser import Browser, events_of, told
from tests.unit.storefront.fake_gateway import FakeGateway, problem

PATH = "/notifications/restock-requests"
WANTED, NOT_WANTED = True, False


@pytest.fixture(autouse=True)
def sold_out(fake: FakeGateway) -> None:
    fake.shelve(3, name="Bowl", stock_quantity=0)


async def at(browser: Browser, address: str) -> RestockState:
    browser.go(address)
    await events_of((await browser.state(ProductState)).load())
    restock = await browser.state(RestockState)
    await events_of(restock.load())
    return restock


async def test_who_asks_is_remembered_and_can_stop(shopper: Browser, fake: FakeGateway) -> None:
    restock = await at(shopper, "/products/3/")
    assert not restock.is_asked

    for _ in range(2):
        assert await events_of(restock.wish(WANTED)) == []
    assert (restock.is_asked, restock.error) == (True, "")
    assert fake.waiting == {7: {3}}
    assert (await at(shopper, "/products/3/")).is_asked

    await events_of(restock.wish(NOT_WANTED))
    assert not restock.is_asked
    assert fake.waiting == {7: set()}


async def test_of_what_is_in_stock_nobody_is_asked(shopper: Browser, fake: FakeGateway) -> None:
    assert not (await at(shopper, "/products/1")).is_asked

    assert fake.asked(PATH) == []


async def test_the_wish_of_one_page_is_not_that_of_the_next(
    shopper: Browser, fake: FakeGateway
) -> None:
    fake.shelve(4, stock_quantity=0)
    await events_of((await at(shopper, "/products/3")).wish(WANTED))

    assert not (await at(shopper, "/products/4")).is_asked


async def test_a_guest_is_shown_the_door_and_the_way_back(
    browser: Browser, fake: FakeGateway
) -> None:
    restock = await at(browser, "/products/3")
    assert fake.asked(PATH) == []

    (event,) = await events_of(restock.wish(WANTED))

    assert "/login?next=/products/3" in told(event)
    assert not restock.is_asked
    assert fake.waiting == {}


async def test_what_came_back_meanwhile_is_said(shopper: Browser, fake: FakeGateway) -> None:
    restock = await at(shopper, "/products/3")
    fake.products[3]["stock_quantity"] = 2

    await events_of(restock.wish(WANTED))

    assert not restock.is_asked
    assert restock.error == "It is in stock: there is nothing to wait for"


async def test_when_it_cannot_be_read_the_button_is_there_and_asking_says_so(
    shopper: Browser, fake: FakeGateway
) -> None:
    async def away(_: object) -> Any:
        return problem(503, "unavailable", "Not available right now")

    fake.instead = {PATH: [away] * 9, f"{PATH}/3": [away] * 9}
    restock = await at(shopper, "/products/3")
    assert (restock.is_asked, restock.error) == (False, "")

    await events_of(restock.wish(WANTED))

    assert not restock.is_asked
    assert restock.error == OUT_OF_REACH


async def test_what_is_back_is_waited_for_no_more(shopper: Browser) -> None:
    restock = await at(shopper, "/products/3")
    await events_of(restock.wish(WANTED))

    restock.hear([_change(3, stock=0), _change(2, stock=5)], product_id=3)
    assert restock.is_asked

    restock.hear([_change(3, stock=5, is_active=False)], product_id=3)
    assert restock.is_asked

    restock.hear([_change(3, stock=5)], product_id=3)
    assert not restock.is_asked


@pytest.mark.parametrize("address", ["/products/tea", "/products/0", "/"])
async def test_where_no_product_is_nothing_is_asked(
    shopper: Browser, fake: FakeGateway, address: str
) -> None:
    restock = await at(shopper, address)

    await events_of(restock.wish(WANTED))

    assert not restock.is_asked
    assert fake.waiting == {}


def _change(product_id: int, *, stock: int, is_active: bool = True) -> ProductChange:
    return ProductChange(id=product_id, price="12.00", stock=stock, is_active=is_active)
