import pytest
from starlette.requests import Request
from starlette.responses import Response

from storefront.api.catalog import ProductChange
from storefront.api.client import ATTEMPTS
from storefront.state.catalog import CatalogState
from storefront.web.worker import Worker
from tests.unit.storefront.browser import Browser, events_of, told
from tests.unit.storefront.fake_gateway import FakeGateway, problem


async def unavailable(_: Request) -> Response:
    return problem(503, "unavailable", "later")


async def at(browser: Browser, address: str) -> CatalogState:
    browser.go(address)
    catalog = await browser.state(CatalogState)
    await events_of(catalog.load())
    return catalog


async def test_products_are_shown_in_words(browser: Browser) -> None:
    catalog = await at(browser, "/products")

    card = catalog.products[2]
    assert (card.name, card.price, card.stock_label) == ("Kite", "$1,238.50", "Sold out")
    assert (card.href, card.image_url) == ("/products/3", "/media/3.webp")
    assert (catalog.shown_label, catalog.has_more, catalog.is_loading) == ("3 of 3", False, False)


async def test_the_address_says_what_is_wanted(browser: Browser, fake: FakeGateway) -> None:
    catalog = await at(browser, "/products/?q=tea&category=Kitchen&sort=-price")

    assert [card.name for card in catalog.products] == ["Teapot"]
    assert (catalog.query, catalog.category, catalog.sort) == ("tea", "Kitchen", "-price")
    (request,) = fake.asked("/products")
    assert dict(request.query_params) == {
        "is_active": "true",
        "offset": "0",
        "limit": "24",
        "q": "tea",
        "category": "Kitchen",
        "sort_by": "-price",
    }


async def test_an_unknown_order_is_left_out(browser: Browser, fake: FakeGateway) -> None:
    catalog = await at(browser, "/products?sort=drop%20table")

    assert catalog.sort == ""
    assert "sort_by" not in fake.asked("/products")[0].query_params


async def test_chips_lead_to_their_category_and_keep_the_search(browser: Browser) -> None:
    catalog = await at(browser, "/products?q=t&category=Kitchen&sort=name")

    assert [(chip.name, chip.count, chip.is_selected) for chip in catalog.categories] == [
        ("Kitchen", 2, True),
        ("Outdoors", 1, False),
    ]
    assert catalog.categories[1].href == "/products?q=t&category=Outdoors&sort=name"


async def test_neighbours_in_the_alphabet_stand_on_different_tiles(browser: Browser) -> None:
    catalog = await at(browser, "/products")

    assert [card.tile for card in catalog.products] == [0, 0, 1]


async def test_more_is_put_below(browser: Browser, fake: FakeGateway) -> None:
    for number in range(4, 41):
        fake.shelve(number)
    catalog = await at(browser, "/products")
    assert (catalog.shown_label, catalog.has_more) == ("24 of 40", True)

    await events_of(catalog.load_more())

    assert (catalog.shown_label, catalog.has_more) == ("40 of 40", False)
    assert len({card.id for card in catalog.products}) == 40


async def test_a_product_that_moved_down_meanwhile_is_not_shown_twice(
    browser: Browser, fake: FakeGateway
) -> None:
    for number in range(4, 41):
        fake.shelve(number)
    catalog = await at(browser, "/products")
    fake.products = {99: fake.products[1] | {"id": 99}} | fake.products

    await events_of(catalog.load_more())

    ids = [card.id for card in catalog.products]
    assert len(ids) == len(set(ids))


async def test_a_search_goes_to_its_address(browser: Browser) -> None:
    catalog = await at(browser, "/")

    (event,) = await events_of(catalog.search({"q": "  tea pot & more "}))

    assert "/products?q=tea+pot+%26+more" in told(event)


async def test_an_empty_search_shows_everything(browser: Browser) -> None:
    catalog = await at(browser, "/products?q=tea")

    (event,) = await events_of(catalog.search({"q": ""}))

    assert "/products\\" in told(event) or '"/products"' in told(event)


async def test_another_order_keeps_search_and_category(browser: Browser) -> None:
    catalog = await at(browser, "/products?q=t&category=Kitchen")

    (event,) = await events_of(catalog.choose_sort("price"))

    assert "/products?q=t&category=Kitchen&sort=price" in told(event)


async def test_a_silent_gateway_is_said_so_until_trying_again_helps(
    browser: Browser, fake: FakeGateway
) -> None:
    fake.instead["/products"] = [unavailable] * ATTEMPTS
    catalog = await at(browser, "/products")
    assert catalog.error == "The shop can't be reached just now. Please try again in a moment."
    assert not catalog.is_loading

    await events_of(catalog.retry())

    assert (catalog.error, len(catalog.products)) == ("", 3)


async def test_the_home_page_shows_its_picks(browser: Browser) -> None:
    browser.go("/")
    catalog = await browser.state(CatalogState)

    await events_of(catalog.load_home())

    assert len(catalog.picks) == 3
    assert not catalog.is_loading


async def test_a_change_is_on_the_screen_with_its_words(browser: Browser, worker: Worker) -> None:
    catalog = await at(browser, "/products")

    catalog.hear([ProductChange(id=1, price="1040.00", stock=2, is_active=True)])

    card = catalog.products[0]
    assert (card.price, card.stock_label, card.stock_level) == ("$1,040.00", "Only 2 left", "low")
    assert catalog.products[1].price == "$12.00"
    assert worker.tabs.of("tab-1").product_ids == {1, 2, 3}


async def test_what_is_taken_off_the_shelf_says_so(browser: Browser) -> None:
    catalog = await at(browser, "/products")

    catalog.hear([ProductChange(id=1, price="38.50", stock=9, is_active=False)])

    assert (catalog.products[0].stock_label, catalog.products[0].stock) == ("No longer sold", 0)


@pytest.mark.parametrize("value", [None, 5, ["a"]])
async def test_a_search_for_nonsense_is_a_search(browser: Browser, value: object) -> None:
    catalog = await at(browser, "/products")

    assert len(await events_of(catalog.search({"q": value}))) == 1
