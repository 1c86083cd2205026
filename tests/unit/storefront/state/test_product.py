import pytest

from storefront.api.catalog import ProductChange
from storefront.state.cart import CartState
from storefront.state.product import ProductState
from storefront.web.worker import Worker
from tests.unit.storefront.browser import Browser, events_of, told
from tests.unit.storefront.fake_gateway import FakeGateway


async def at(browser: Browser, address: str) -> ProductState:
    browser.go(address)
    product = await browser.state(ProductState)
    await events_of(product.load())
    return product


async def test_a_product_is_shown_with_others_of_its_kind(browser: Browser) -> None:
    product = await at(browser, "/products/1/")

    assert (product.product.name, product.product.price) == ("Teapot", "$38.50")
    assert (product.product.sku, product.product.description) == ("SKU-1", "Good to have.")
    assert [card.name for card in product.related] == ["Cup"]
    assert product.page_title == "Teapot · Vitrine"
    assert not product.is_loading


async def test_what_has_no_category_is_shown_with_no_others(
    browser: Browser, fake: FakeGateway
) -> None:
    fake.shelve(8, category="")
    product = await at(browser, "/products/8")

    assert (product.product.category, product.related) == ("", [])
    assert [one.url.path for one in fake.requests].count("/products") == 0


@pytest.mark.parametrize(
    "last", ["999", "0", "-1", "tea", "2147483648", "9" * 400, "\u0661", "1.0"]
)
async def test_what_cannot_be_a_product_is_missing(browser: Browser, last: str) -> None:
    product = await at(browser, f"/products/{last}")

    assert product.is_missing
    assert product.error == ""
    assert product.product.name == ""
    assert product.page_title == "No longer in the window · Vitrine"


async def test_the_page_before_is_gone_at_once(browser: Browser) -> None:
    product = await at(browser, "/products/1")
    product.price_note = "old"
    browser.go("/products/2")

    loading = product.load()
    assert await anext(loading) is None

    assert (product.product.name, product.price_note, product.is_loading) == ("", "", True)


async def test_the_quantity_stays_within_what_is_there(browser: Browser) -> None:
    product = await at(browser, "/products/2")  # three of it
    for _ in range(5):
        product.increase()
    assert product.quantity == 3

    for _ in range(5):
        product.decrease()
    assert product.quantity == 1


async def test_adding_puts_the_chosen_number_into_the_cart(
    browser: Browser, worker: Worker, fake: FakeGateway
) -> None:
    product = await at(browser, "/products/2")
    product.increase()

    (event,) = await events_of(product.add_to_cart())

    assert "cart-drawer" in told(event)
    assert product.quantity == 1
    assert (await browser.state(CartState)).count_label == "2 items"
    token = await worker.sessions.cart_token(browser.session_id)
    assert fake.carts[token] == {2: 2}


async def test_a_change_is_told_beside_the_number(browser: Browser) -> None:
    product = await at(browser, "/products/2")
    product.increase()
    product.increase()

    product.hear([ProductChange(id=2, price="11.00", stock=2, is_active=True)])

    assert product.stock_note == "3 left → 2 left, just now"
    assert product.price_note == "$12.00 → $11.00, just now"
    assert product.quantity == 2


async def test_the_last_one_going_is_told(browser: Browser) -> None:
    product = await at(browser, "/products/2")

    product.hear([ProductChange(id=2, price="12.00", stock=0, is_active=True)])

    assert product.stock_note == "3 left → sold out, just now"
    assert (product.price_note, product.product.stock_label) == ("", "Sold out")


async def test_a_change_of_a_neighbour_changes_the_neighbour(browser: Browser) -> None:
    product = await at(browser, "/products/1")

    product.hear([ProductChange(id=2, price="12.00", stock=1, is_active=True)])

    assert product.stock_note == ""
    assert product.related[0].stock_label == "Only 1 left"


def pictures(*names: str) -> list[dict[str, object]]:
    return [
        {
            "id": place,
            "alt": f"The {name}",
            "width": 1280,
            "height": 960,
            "url": f"/media/{name}.webp",
            "variants": [
                {"width": width, "url": f"/media/{name}-{width}.webp"} for width in (640, 320)
            ],
        }
        for place, name in enumerate(names)
    ]


async def test_each_picture_comes_with_its_text_and_its_sizes(
    browser: Browser, fake: FakeGateway
) -> None:
    fake.shelve(9, pictures=pictures("front", "back"))

    product = await at(browser, "/products/9")

    front, back = product.product.pictures
    assert product.picture == front
    assert (front.url, front.alt, front.label) == (
        "/media/front.webp",
        "The front",
        "Picture 1 of 2",
    )
    assert back.image_set == "/media/back-320.webp 320w, /media/back-640.webp 640w"
    assert back.is_photo


async def test_a_picture_whose_size_nobody_knows_stands_on_its_tile(
    browser: Browser, fake: FakeGateway
) -> None:
    (front,) = pictures("front")
    fake.shelve(9, pictures=[front | {"width": None, "height": None, "variants": []}])

    product = await at(browser, "/products/9")

    assert (product.picture.url, product.picture.is_photo) == ("/media/front.webp", False)


async def test_without_more_pictures_there_is_the_one_of_the_card(browser: Browser) -> None:
    product = await at(browser, "/products/1")

    (only,) = product.product.pictures
    assert (only.url, only.alt, only.is_photo) == ("/media/1.webp", "A picture", False)


@pytest.mark.parametrize(
    ("place", "shown"), [(1, "back"), (2, "front"), (-1, "back"), ("x", "front")]
)
async def test_pictures_go_round(
    browser: Browser, fake: FakeGateway, place: int, shown: str
) -> None:
    fake.shelve(9, pictures=pictures("front", "back"))
    product = await at(browser, "/products/9")

    product.show_picture(place)

    assert product.picture.alt == f"The {shown}"


async def test_a_category_is_reached_whatever_its_name(browser: Browser, fake: FakeGateway) -> None:
    fake.shelve(9, category="Salt & pepper")

    product = await at(browser, "/products/9")

    assert product.product.category_href == "/products?category=Salt+%26+pepper"


async def test_trying_again_forgets_that_the_cart_could_not_be_fetched_either(
    browser: Browser,
) -> None:
    product = await at(browser, "/products/1")
    cart = await browser.state(CartState)
    cart.error = "The shop can't be reached just now."

    await events_of(product.retry())

    assert (product.product.name, cart.error) == ("Teapot", "")
