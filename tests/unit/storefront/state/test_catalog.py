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


async def too_many(_: Request) -> Response:
    response = problem(429, "rate_limited", "Too many requests")
    response.headers["Retry-After"] = "7"
    return response


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


EVERYTHING = "q=t&category=Kitchen&category=Outdoors&min_price=9&max_price=50.00&in_stock=1"


async def test_the_address_says_what_is_wanted(browser: Browser, fake: FakeGateway) -> None:
    catalog = await at(browser, f"/products/?{EVERYTHING}&sort=-price")

    assert [card.name for card in catalog.products] == ["Teapot"]
    assert (catalog.query, catalog.category, catalog.sort) == ("t", "Kitchen, Outdoors", "-price")
    assert (catalog.min_price, catalog.max_price, catalog.is_in_stock) == ("9", "50.00", True)
    (request,) = fake.asked("/products")
    assert request.query_params.multi_items() == [
        ("is_active", "true"),
        ("offset", "0"),
        ("limit", "24"),
        ("q", "t"),
        ("category", "Kitchen"),
        ("category", "Outdoors"),
        ("min_price", "9"),
        ("max_price", "50.00"),
        ("in_stock", "true"),
        ("sort_by", "-price"),
    ]


async def test_an_unknown_order_is_left_out(browser: Browser, fake: FakeGateway) -> None:
    catalog = await at(browser, "/products?sort=drop%20table")

    assert catalog.sort == ""
    assert "sort_by" not in fake.asked("/products")[0].query_params


async def test_each_filter_that_is_on_can_be_taken_off(browser: Browser) -> None:
    catalog = await at(browser, f"/products?{EVERYTHING}")

    assert [(each.label, each.href) for each in catalog.filters] == [
        ("Kitchen", "/products?q=t&category=Outdoors&min_price=9&max_price=50.00&in_stock=1"),
        ("Outdoors", "/products?q=t&category=Kitchen&min_price=9&max_price=50.00&in_stock=1"),
        ("$9 to $50.00", "/products?q=t&category=Kitchen&category=Outdoors&in_stock=1"),
        (
            "In stock",
            "/products?q=t&category=Kitchen&category=Outdoors&min_price=9&max_price=50.00",
        ),
    ]
    assert catalog.clear_href == "/products?q=t"


async def test_facets_say_how_much_there_would_be(browser: Browser) -> None:
    catalog = await at(browser, "/products?category=Kitchen&in_stock=1")

    facets = catalog.facets
    assert [(one.name, one.count, one.is_selected) for one in facets.categories] == [
        ("Kitchen", 2, True)
    ]
    assert (facets.lowest_price, facets.highest_price) == ("12.00", "38.50")
    assert (facets.in_stock, facets.is_counted) == (2, True)


async def test_a_chosen_category_with_nothing_left_can_be_unchosen(browser: Browser) -> None:
    catalog = await at(browser, "/products?category=Outdoors&max_price=20")

    assert [(one.name, one.count, one.is_selected) for one in catalog.facets.categories] == [
        ("Kitchen", 1, False),
        ("Outdoors", 0, True),
    ]


async def test_a_catalogue_that_does_not_count_shows_plain_counts(
    browser: Browser, fake: FakeGateway
) -> None:
    fake.has_facets = False
    catalog = await at(browser, "/products?category=Kitchen")

    assert [(one.name, one.count, one.is_selected) for one in catalog.facets.categories] == [
        ("Kitchen", 2, True),
        ("Outdoors", 1, False),
    ]
    assert (catalog.facets.is_counted, catalog.error) == (False, "")


async def test_choosing_a_category_goes_to_its_address_and_choosing_it_again_goes_back(
    browser: Browser,
) -> None:
    catalog = await at(browser, "/products?q=t&category=Kitchen")

    (on,) = await events_of(catalog.toggle_category("Outdoors"))
    (off,) = await events_of(catalog.toggle_category("Kitchen"))

    assert "/products?q=t&category=Kitchen&category=Outdoors" in told(on)
    assert "/products?q=t" in told(off)
    assert "category" not in told(off)


async def test_a_category_nobody_offered_leads_nowhere(browser: Browser) -> None:
    catalog = await at(browser, "/products")

    assert await events_of(catalog.toggle_category("//evil.example")) == []


async def test_what_is_in_stock_can_be_asked_for(browser: Browser) -> None:
    catalog = await at(browser, "/products")
    (event,) = await events_of(catalog.toggle_stock())
    assert "/products?in_stock=1" in told(event)

    catalog = await at(browser, "/products?in_stock=1")
    assert [card.name for card in catalog.products] == ["Teapot", "Cup"]


@pytest.mark.parametrize(
    ("low", "high", "query"),
    [
        ("9", "20", "min_price=9&max_price=20"),
        ("20", "9,50", "min_price=9.50&max_price=20"),
        ("$ 9", "", "min_price=9"),
        ("", "20.00", "max_price=20.00"),
    ],
)
async def test_prices_are_taken_as_people_type_them(
    browser: Browser, low: str, high: str, query: str
) -> None:
    catalog = await at(browser, "/products?category=Kitchen")

    (event,) = await events_of(catalog.choose_prices({"min_price": low, "max_price": high}))

    assert f"/products?category=Kitchen&{query}" in told(event)


@pytest.mark.parametrize("wrong", ["cheap", "-1", "1e3", "9.999", "12345678", "\u0661"])
async def test_a_price_that_is_none_is_said_beside_the_field(browser: Browser, wrong: str) -> None:
    catalog = await at(browser, "/products")

    (event,) = await events_of(catalog.choose_prices({"min_price": wrong, "max_price": "20"}))

    assert catalog.price_error == "Write a price in figures, like 20 or 9.50."
    assert "min_price" in told(event)
    assert "/products?" not in told(event)


async def test_finding_nothing_offers_something_else(browser: Browser) -> None:
    catalog = await at(browser, "/products?q=zebra")

    assert (catalog.products, catalog.found_label) == ([], "Nothing found")
    assert [card.name for card in catalog.picks] == ["Teapot", "Cup", "Kite"]


async def test_neighbours_in_the_alphabet_stand_on_different_tiles(browser: Browser) -> None:
    catalog = await at(browser, "/products")

    assert [card.tile for card in catalog.products] == [0, 0, 1]


async def test_more_is_put_below(browser: Browser, fake: FakeGateway) -> None:
    for number in range(4, 41):
        fake.shelve(number)
    catalog = await at(browser, "/products")
    assert (catalog.shown_label, catalog.has_more) == ("24 of 40", True)

    (event,) = await events_of(catalog.load_more())

    assert (catalog.shown_label, catalog.has_more) == ("40 of 40", False)
    assert len({card.id for card in catalog.products}) == 40
    assert "searchParams.set" in told(event)
    assert '\\"40\\"' in told(event) or '"40"' in told(event)
    assert fake.asked("/products")[-1].query_params["cursor"] == "24"


@pytest.mark.parametrize("has_cursors", [True, False])
async def test_who_comes_back_sees_as_much_of_the_list_as_before(
    browser: Browser, fake: FakeGateway, *, has_cursors: bool
) -> None:
    fake.has_cursors = has_cursors
    for number in range(4, 201):
        fake.shelve(number)

    catalog = await at(browser, "/products?show=120")

    assert catalog.shown_label == "120 of 200"
    assert len({card.id for card in catalog.products}) == 120


async def test_a_list_goes_on_from_the_page_in_its_address(
    browser: Browser, fake: FakeGateway
) -> None:
    for number in range(4, 101):
        fake.shelve(number)
    catalog = await at(browser, "/products?page=3")
    assert (catalog.shown_label, catalog.has_more) == ("49 to 72 of 100", True)
    assert (catalog.earlier_href, catalog.page_title) == (
        "/products?page=2",
        "All products, page 3 · Vitrine",
    )

    await events_of(catalog.load_more())
    assert catalog.shown_label == "49 to 96 of 100"
    await events_of(catalog.load_more())
    assert (catalog.shown_label, catalog.has_more) == ("49 to 100 of 100", False)
    assert [card.id for card in catalog.products] == [*range(49, 101)]

    again = await at(browser, "/products?page=3&show=48")
    assert again.shown_label == "49 to 96 of 100"


async def test_a_page_behind_the_end_says_so(browser: Browser) -> None:
    catalog = await at(browser, "/products?category=Kitchen&page=2")

    assert (catalog.products, catalog.is_past_end, catalog.has_more) == ([], True, False)
    assert catalog.first_href == "/products?category=Kitchen"
    assert not (await at(browser, "/products?q=zebra")).is_past_end


@pytest.mark.parametrize("show", ["-1", "0", "x", "1e9", "99999999", "\u0663"])
async def test_a_list_of_nonsense_length_is_a_page(browser: Browser, show: str) -> None:
    assert (await at(browser, f"/products?show={show}")).shown_label == "3 of 3"


async def test_a_product_that_moved_down_meanwhile_is_not_shown_twice(
    browser: Browser, fake: FakeGateway
) -> None:
    fake.has_cursors = False
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


async def test_what_was_readable_stays_readable_when_its_list_is_asked_for_again(
    browser: Browser, fake: FakeGateway
) -> None:
    for number in range(4, 41):
        fake.shelve(number)
    catalog = await at(browser, "/products?category=Kitchen")
    fake.instead["/products"] = [unavailable] * ATTEMPTS

    await events_of(catalog.load())

    assert (len(catalog.products), catalog.has_more) == (24, True)
    assert (catalog.shown_label, catalog.total) == ("24 of 39", 39)
    assert catalog.error == "The shop can't be reached just now. Please try again in a moment."


async def test_another_list_that_nobody_can_fetch_is_not_the_one_before(
    browser: Browser, fake: FakeGateway
) -> None:
    await at(browser, "/products?category=Kitchen")
    fake.instead["/products"] = [unavailable] * ATTEMPTS
    catalog = await at(browser, "/products")
    assert (catalog.products, catalog.has_more) == ([], False)

    fake.instead["/products"] = [unavailable] * ATTEMPTS
    catalog = await at(browser, "/products?category=Kitchen")

    assert (catalog.products, catalog.error_title) == ([], "The shop is resting")


async def test_whoever_asks_too_much_is_not_told_that_the_shop_rests(
    browser: Browser, fake: FakeGateway
) -> None:
    fake.instead["/products"] = [too_many]

    catalog = await at(browser, "/products")

    assert catalog.error_title == "One moment, please"
    assert catalog.error == "That was very quick. Please wait 7 seconds and try again."


async def test_a_price_range_that_was_written_backwards_is_turned_round(
    browser: Browser, fake: FakeGateway
) -> None:
    catalog = await at(browser, "/products?min_price=50&max_price=10")

    assert (catalog.min_price, catalog.max_price) == ("10", "50")
    (asked,) = fake.asked("/products")
    assert (asked.query_params["min_price"], asked.query_params["max_price"]) == ("10", "50")


async def test_the_home_page_shows_what_is_new_and_one_thing_from_every_shelf(
    browser: Browser, fake: FakeGateway
) -> None:
    fake.shelve(4, name="Lamp", category="Home")
    fake.shelve(5, name="Sold-out chair", category="Home", stock_quantity=0)
    fake.shelve(6, name="Chair", category="Home")
    fake.shelve(7, name="Rug", category="Home")
    fake.shelve(8, name="Ladle")
    browser.go("/")
    catalog = await browser.state(CatalogState)

    await events_of(catalog.load_home())

    assert [card.name for card in catalog.newest] == ["Teapot", "Cup", "Kite", "Lamp"]
    assert [card.name for card in catalog.picks] == ["Chair", "Ladle"]
    assert [(one.name, one.count, one.href) for one in catalog.categories][1] == (
        "Kitchen",
        3,
        "/products?category=Kitchen",
    )
    assert catalog.categories[1].image_url == "/media/8.webp"
    assert not catalog.is_loading


async def test_a_small_shop_shows_all_it_has(browser: Browser) -> None:
    browser.go("/")
    catalog = await browser.state(CatalogState)

    await events_of(catalog.load_home())

    assert [card.name for card in catalog.picks] == ["Teapot", "Cup", "Kite"]


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


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/products", "All products · Vitrine"),
        ("/products?category=Kitchen", "Kitchen · Vitrine"),
        ("/products?category=Kitchen&q=tea", "“tea” · Vitrine"),
    ],
)
async def test_a_list_is_named_after_what_is_in_it(
    browser: Browser, address: str, title: str
) -> None:
    assert (await at(browser, address)).page_title == title


async def test_what_changed_by_itself_is_said_once(browser: Browser) -> None:
    catalog = await at(browser, "/products")

    catalog.hear([ProductChange(id=1, price="1040.00", stock=2, is_active=True)])
    first = catalog.note
    catalog.hear([ProductChange(id=1, price="1040.00", stock=2, is_active=True)])

    assert first == "Teapot: $1,040.00, only 2 left."
    assert catalog.note == ""


async def test_a_change_that_the_card_does_not_show_is_not_said(browser: Browser) -> None:
    catalog = await at(browser, "/products")
    card = catalog.products[0]

    catalog.hear([ProductChange(id=1, price=card.amount, stock=card.stock + 5, is_active=True)])

    assert catalog.note == ""


async def test_of_many_changes_two_are_named(browser: Browser) -> None:
    catalog = await at(browser, "/products")

    catalog.hear(
        [ProductChange(id=one, price="5.00", stock=0, is_active=True) for one in (1, 2, 3)]
    )

    assert catalog.note.endswith("And 1 more changed.")
    assert catalog.note.count("$5.00, sold out.") == 2


async def test_a_page_is_awake_once_it_tells_of_the_open_address(
    browser: Browser, fake: FakeGateway
) -> None:
    catalog = await at(browser, "/products?category=Kitchen")
    assert catalog.is_awake

    browser.go("/products?category=Outdoors")
    assert not catalog.is_awake  # until then it shows what was printed
    fake.instead["/products"] = [unavailable] * ATTEMPTS
    await events_of(catalog.load())

    assert catalog.is_awake  # a reason and a way on are something to tell as well
    assert catalog.error != ""


@pytest.mark.parametrize("address", ["/", "/products", "/products?category=Kitchen"])
async def test_goods_are_asked_for_last_so_that_no_change_slips_in_before_they_are_watched(
    *, browser: Browser, fake: FakeGateway, worker: Worker, address: str
) -> None:
    browser.go(address)
    catalog = await browser.state(CatalogState)

    await events_of(catalog.load_home() if address == "/" else catalog.load())

    assert fake.requests[-1].url.path == "/products"
    assert worker.tabs.of("tab-1").product_ids
