import asyncio

import pytest
from starlette.requests import Request
from starlette.responses import Response

from storefront.api.cart import LARGEST_QUANTITY
from storefront.api.client import ATTEMPTS
from storefront.state.cart import CartState
from storefront.web.worker import Worker
from tests.unit.storefront.browser import Browser, events_of, told
from tests.unit.storefront.fake_gateway import Answer, FakeGateway, problem


async def unavailable(_: Request) -> Response:
    return problem(503, "unavailable", "later")


async def test_nothing_is_asked_or_kept_for_who_only_looks(
    browser: Browser, worker: Worker, fake: FakeGateway
) -> None:
    cart = await browser.state(CartState)

    await cart.load()

    assert cart.is_empty
    assert (cart.count_label, cart.is_loading) == ("0 items", False)
    assert fake.requests == []
    assert await worker.sessions.store.load(browser.session_id) is None


async def test_a_guest_has_a_cart(browser: Browser) -> None:
    cart = await browser.state(CartState)

    (event,) = await events_of(cart.add(1, 2))

    assert "cart-drawer" in told(event)
    assert cart.note == "Teapot is in your cart."
    (line,) = cart.lines
    assert (line.name, line.quantity, line.price, line.subtotal) == (
        "Teapot",
        2,
        "$38.50",
        "$77.00",
    )
    assert (line.tile, line.image_alt) == (0, "A picture")
    assert (cart.total, cart.count_label, cart.can_check_out) == ("$77.00", "2 items", True)


async def test_adding_again_adds_to_what_is_there(browser: Browser) -> None:
    cart = await browser.state(CartState)
    await events_of(cart.add(1, 2))

    await events_of(cart.add(1, 3))

    assert cart.lines[0].quantity == 5


async def test_another_tab_counts_too(browser: Browser, worker: Worker) -> None:
    cart = await browser.state(CartState)
    other_tab = Browser(worker)
    other_tab.session_id = browser.session_id
    other_tab.go("/")
    await events_of(cart.add(1, 2))

    other_cart = await other_tab.state(CartState)
    await events_of(other_cart.add(1, 1))

    assert other_cart.lines[0].quantity == 3


async def test_two_tabs_that_add_at_once_both_count(browser: Browser, worker: Worker) -> None:
    cart = await browser.state(CartState)
    await events_of(cart.add(1, 1))
    other_tab = Browser(worker)
    other_tab.session_id = browser.session_id
    other_tab.go("/")
    other_cart = await other_tab.state(CartState)

    await asyncio.gather(events_of(cart.add(1, 1)), events_of(other_cart.add(1, 1)))
    await cart.refresh()

    assert cart.lines[0].quantity == 3


async def test_stock_that_nobody_knows_holds_nothing_back(
    browser: Browser, fake: FakeGateway
) -> None:
    cart = await browser.state(CartState)
    await events_of(cart.add(1, 2))
    fake.products[1]["stock_quantity"] = None

    await cart.look()

    assert (cart.lines[0].quantity, cart.lines[0].stock) == (2, LARGEST_QUANTITY)


async def test_a_look_shows_what_another_tab_put_in(browser: Browser, worker: Worker) -> None:
    cart = await browser.state(CartState)
    await events_of(cart.add(1, 2))
    other_tab = Browser(worker)
    other_tab.session_id = browser.session_id
    other_tab.go("/")
    await events_of((await other_tab.state(CartState)).add(2, 1))

    await cart.look()

    assert [line.name for line in cart.lines] == ["Teapot", "Cup"]
    assert cart.note == "Teapot is in your cart."


async def full(_: Request) -> Response:
    detail = "A cart holds at most 100 different products."
    return problem(422, "cart_full", detail)


@pytest.mark.parametrize(
    ("refusal", "says"),
    [
        (full, "kept, but does not fit in. A cart holds at most 100 different products."),
        (unavailable, "kept, but could not be brought along yet."),
    ],
)
async def test_what_did_not_come_along_at_sign_in_is_told_and_comes_at_the_next_look(
    browser: Browser, fake: FakeGateway, refusal: Answer, says: str
) -> None:
    cart = await browser.state(CartState)
    await events_of(cart.add(1, 2))
    fake.instead["/cart/merge"] = [refusal] * 2
    await browser.sign_in(fake.sign_somebody_in())

    await cart.load()
    assert says in cart.left_behind
    assert cart.is_empty

    await cart.look()
    assert cart.left_behind == ""
    assert [line.quantity for line in cart.lines] == [2]


async def test_when_there_is_room_again_the_rest_comes_along_by_itself(
    browser: Browser, fake: FakeGateway
) -> None:
    cart = await browser.state(CartState)
    await events_of(cart.add(1, 2))
    fake.carts["user 7"] = {2: 1}
    fake.instead["/cart/merge"] = [full] * 2
    await browser.sign_in(fake.sign_somebody_in())
    await cart.load()
    assert [line.name for line in cart.lines] == ["Cup"]

    await events_of(cart.remove(2))

    assert [line.name for line in cart.lines] == ["Teapot"]
    assert (cart.left_behind, cart.undo_name) == ("", "Cup")


async def test_a_cart_line_has_a_largest_quantity(browser: Browser) -> None:
    cart = await browser.state(CartState)
    await events_of(cart.add(1, 98))

    await events_of(cart.add(1, 98))

    assert cart.lines[0].quantity == 99


async def test_a_line_with_a_problem_holds_back_the_checkout(browser: Browser) -> None:
    cart = await browser.state(CartState)

    await events_of(cart.add(2, 4))

    assert (cart.lines[0].problem, cart.lines[0].message) == ("short_stock", "Only 3 left.")
    assert not cart.can_check_out


async def test_a_quantity_is_changed_and_told(browser: Browser) -> None:
    cart = await browser.state(CartState)
    await events_of(cart.add(1, 1))

    await events_of(cart.set_quantity(1, 4))

    assert cart.lines[0].quantity == 4
    assert cart.note == "Teapot: 4 in your cart."


async def test_what_was_taken_out_can_be_put_back(browser: Browser) -> None:
    cart = await browser.state(CartState)
    await events_of(cart.add(1, 3))

    await events_of(cart.remove(1))
    assert cart.is_empty
    assert cart.undo_name == "Teapot"
    assert cart.note == "Teapot was taken out of your cart."

    await events_of(cart.undo_remove())
    assert cart.lines[0].quantity == 3
    assert cart.undo_name == ""


async def test_none_of_it_is_taking_it_out(browser: Browser) -> None:
    cart = await browser.state(CartState)
    await events_of(cart.add(1, 3))

    await events_of(cart.set_quantity(1, 0))

    assert cart.is_empty
    assert cart.undo_name == "Teapot"


@pytest.mark.parametrize(
    "product_id", [0, -1, 2**31, "1", "../users/me", None, 1.5, True, {"a": 1}]
)
async def test_nonsense_from_a_browser_reaches_nobody(
    browser: Browser, fake: FakeGateway, product_id: object
) -> None:
    cart = await browser.state(CartState)

    for handler in (cart.add, cart.set_quantity):
        assert await events_of(handler(product_id, 1)) == []  # pyright: ignore[reportArgumentType]  # on purpose
    assert await events_of(cart.remove(product_id)) == []  # pyright: ignore[reportArgumentType]  # on purpose

    assert fake.requests == []


async def test_what_is_no_longer_there_is_said_so(browser: Browser) -> None:
    cart = await browser.state(CartState)

    (toast,) = await events_of(cart.add(999, 1))

    assert "Product 999 not found" in told(toast)
    assert cart.is_empty
    assert not cart.is_busy


async def test_a_silent_gateway_changes_nothing_on_the_screen(
    browser: Browser, fake: FakeGateway
) -> None:
    cart = await browser.state(CartState)
    await events_of(cart.add(1, 2))
    fake.instead["/cart/items/1"] = [unavailable] * ATTEMPTS

    await events_of(cart.set_quantity(1, 5))

    assert cart.error == "The shop can't be reached just now. Please try again in a moment."
    assert cart.lines[0].quantity == 2
    assert not cart.is_busy


async def test_a_shopper_uses_the_cart_of_the_account(shopper: Browser, fake: FakeGateway) -> None:
    cart = await shopper.state(CartState)

    await events_of(cart.add(1, 2))

    assert fake.carts == {"user 7": {1: 2}}


@pytest.mark.parametrize("path", ["/", "/cart/", "/checkout", "/orders/7"])
async def test_every_page_hears_of_the_goods_in_the_cart_its_drawer_may_show(
    browser: Browser, worker: Worker, path: str
) -> None:
    browser.go(path)
    cart = await browser.state(CartState)

    await events_of(cart.add(1, 2))

    assert worker.tabs.of("tab-1").product_ids == {1}


async def test_what_happens_to_goods_in_the_cart_is_said(
    browser: Browser, fake: FakeGateway
) -> None:
    cart = await browser.state(CartState)
    await events_of(cart.add(1, 2))
    fake.products[1]["stock_quantity"] = 1

    await cart.hear()

    assert cart.note == "Teapot: Only 1 left. The sum is $77.00 now."


async def test_a_cart_that_cannot_be_looked_at_keeps_its_lines_and_says_so_until_it_can(
    browser: Browser, fake: FakeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storefront.api.client.FIRST_PAUSE", 0.0)
    cart = await browser.state(CartState)
    await events_of(cart.add(1, 2))
    fake.products[1]["stock_quantity"] = 1
    fake.instead["/cart"] = [unavailable] * 10

    assert not await cart.hear()
    assert cart.error
    assert [(line.product_id, line.stock) for line in cart.lines] == [(1, 12)]

    fake.instead.clear()

    assert await cart.hear()
    assert not cart.error
    assert [line.stock for line in cart.lines] == [1]


async def test_news_that_change_nothing_in_the_cart_are_not_said(browser: Browser) -> None:
    cart = await browser.state(CartState)
    await events_of(cart.add(1, 2))
    said = cart.note

    await cart.hear()

    assert cart.note == said


async def test_on_the_page_of_the_cart_no_drawer_comes(browser: Browser) -> None:
    browser.go("/cart")
    cart = await browser.state(CartState)

    assert await events_of(cart.add(1, 1)) == []


async def test_one_press_leaves_what_can_be_had(browser: Browser, fake: FakeGateway) -> None:
    fake.shelve(4, name="Lamp", stock_quantity=5)
    cart = await browser.state(CartState)
    for product_id, quantity in ((1, 2), (2, 3), (4, 1)):
        await events_of(cart.add(product_id, quantity))
    fake.products[2]["stock_quantity"] = 1
    fake.products[4]["stock_quantity"] = 0
    await cart.load()
    assert (cart.has_problems, cart.can_check_out) == (True, False)

    await events_of(cart.settle())

    assert [(line.name, line.quantity) for line in cart.lines] == [("Teapot", 2), ("Cup", 1)]
    assert (cart.has_problems, cart.can_check_out) == (False, True)


async def test_settling_a_cart_without_problems_changes_nothing(browser: Browser) -> None:
    cart = await browser.state(CartState)
    await events_of(cart.add(1, 2))
    before = cart.lines

    await events_of(cart.settle())

    assert cart.lines == before
