import asyncio

import pytest
from starlette.requests import Request
from starlette.responses import Response

from storefront.api.client import ATTEMPTS
from storefront.state.cart import CartState
from storefront.state.checkout import CheckoutState
from storefront.web.worker import Worker
from tests.unit.storefront.browser import Browser, events_of, told
from tests.unit.storefront.fake_gateway import FakeGateway, problem


async def unavailable(_: Request) -> Response:
    return problem(503, "unavailable", "later")


async def ready(browser: Browser, *, quantity: int = 2) -> CheckoutState:
    browser.go("/checkout")
    await events_of((await browser.state(CartState)).add(1, quantity))
    checkout = await browser.state(CheckoutState)
    await checkout.load()
    return checkout


def keys(fake: FakeGateway) -> list[str]:
    return [request.headers["idempotency-key"] for request in fake.asked("/orders", "POST")]


async def test_an_order_is_placed_and_shown(shopper: Browser, fake: FakeGateway) -> None:
    checkout = await ready(shopper)

    (event,) = await events_of(checkout.place_order())

    assert "/orders/1042?placed=1" in told(event)
    (request,) = fake.asked("/orders", "POST")
    assert await request.json() == {
        "items": [{"product_id": 1, "quantity": 2, "expected_price": "38.50"}],
        "cart": True,
    }
    assert (await shopper.state(CartState)).is_empty
    assert not checkout.is_placing


async def test_a_second_click_leads_to_the_same_order(shopper: Browser, fake: FakeGateway) -> None:
    checkout = await ready(shopper)

    first = await events_of(checkout.place_order())
    second = await events_of(checkout.place_order())

    assert told(first[0]) == told(second[0])
    assert len(fake.orders) == 1
    assert len(keys(fake)) == 1


async def test_coming_back_to_the_page_places_nothing(shopper: Browser, fake: FakeGateway) -> None:
    checkout = await ready(shopper)
    await events_of(checkout.place_order())

    await checkout.load()
    await events_of(checkout.place_order())

    assert len(fake.orders) == 1


async def test_the_same_goods_can_be_bought_again(shopper: Browser, fake: FakeGateway) -> None:
    await events_of((await ready(shopper)).place_order())

    (event,) = await events_of((await ready(shopper)).place_order())

    assert "/orders/1043?placed=1" in told(event)
    assert len(set(keys(fake))) == 2


async def test_after_silence_the_same_key_is_sent_again(
    shopper: Browser, fake: FakeGateway
) -> None:
    checkout = await ready(shopper)
    fake.instead["/orders"] = [unavailable] * ATTEMPTS
    assert await events_of(checkout.place_order()) == []
    assert "it will not be placed twice" in checkout.error

    (event,) = await events_of(checkout.place_order())

    assert "/orders/1042?placed=1" in told(event)
    assert checkout.error == ""
    assert len(keys(fake)) == ATTEMPTS + 1
    assert len(set(keys(fake))) == 1


async def test_an_order_placed_in_silence_is_found_and_not_placed_again(
    shopper: Browser, fake: FakeGateway
) -> None:
    """The answer got lost, the order did not: the cart is empty and the key is known."""
    checkout = await ready(shopper)
    fake.instead["/orders"] = [unavailable] * ATTEMPTS
    await events_of(checkout.place_order())
    lines = [{"product_id": 1, "quantity": 2, "expected_price": "38.50"}]
    fake.remember(keys(fake)[0], user_id=7, items=lines)

    (event,) = await events_of(checkout.place_order())

    assert "/orders/1042?placed=1" in told(event)
    assert len(fake.orders) == 1


async def test_another_cart_is_another_wish(shopper: Browser, fake: FakeGateway) -> None:
    checkout = await ready(shopper)
    fake.instead["/orders"] = [unavailable] * ATTEMPTS
    await events_of(checkout.place_order())
    await events_of((await shopper.state(CartState)).set_quantity(1, 5))

    await events_of(checkout.place_order())

    assert keys(fake)[-1] != keys(fake)[0]


async def test_two_tabs_do_not_order_the_same_cart_twice(
    shopper: Browser, worker: Worker, fake: FakeGateway
) -> None:
    checkout = await ready(shopper)
    other = Browser(worker)
    other.session_id = shopper.session_id
    other.go("/checkout")
    await (await other.state(CartState)).load()
    other_checkout = await other.state(CheckoutState)
    await events_of(checkout.place_order())

    assert await events_of(other_checkout.place_order()) == []

    assert other_checkout.error == "Your cart is empty. Put something in before you order."
    assert (await other.state(CartState)).is_empty
    assert len(fake.orders) == 1


async def test_a_cart_changed_elsewhere_is_looked_at_first(
    shopper: Browser, fake: FakeGateway
) -> None:
    checkout = await ready(shopper)
    fake.carts["user 7"][2] = 1

    assert await events_of(checkout.place_order()) == []

    assert checkout.error.startswith("Your cart has changed meanwhile.")
    assert len((await shopper.state(CartState)).lines) == 2
    assert fake.orders == {}


async def test_the_price_on_the_screen_is_the_price_that_is_sent(
    shopper: Browser, fake: FakeGateway
) -> None:
    checkout = await ready(shopper)
    fake.products[1]["price"] = "40.00"

    await events_of(checkout.place_order())

    body = await fake.asked("/orders", "POST")[0].json()
    assert body["items"][0]["expected_price"] == "38.50"


async def test_what_changed_is_told_line_by_line_and_the_cart_is_fresh(
    shopper: Browser, fake: FakeGateway
) -> None:
    async def changed(_: Request) -> Response:
        fake.products[1]["price"] = "40.00"
        lines = [
            {"product_id": 1, "expected_price": "38.50", "price": "40.00"},
            {"product_id": 2, "available": 3, "requested": 9},
            {"product_id": 3, "available": 0, "requested": 1},
        ]
        return problem(409, "price_changed", "A price has changed", lines=lines)

    checkout = await ready(shopper)
    await events_of((await shopper.state(CartState)).add(2, 9))
    await events_of((await shopper.state(CartState)).add(3, 1))
    fake.instead["/orders"] = [changed]

    assert await events_of(checkout.place_order()) == []

    assert checkout.changed_lines == [
        "Teapot now costs $40.00.",
        "Only 3 of Cup left. Please choose a smaller quantity.",
        "Kite is sold out. Please take it out of your cart.",
    ]
    assert checkout.error.startswith("Your order was not placed")
    assert (await shopper.state(CartState)).lines[0].price == "$40.00"
    assert not checkout.is_placing


async def test_a_refused_order_may_be_tried_again_under_a_new_key(
    shopper: Browser, fake: FakeGateway
) -> None:
    async def refused(_: Request) -> Response:
        return problem(409, "out_of_stock", "Insufficient stock", lines=[])

    checkout = await ready(shopper)
    fake.instead["/orders"] = [refused]
    await events_of(checkout.place_order())

    await events_of(checkout.place_order())

    assert len(set(keys(fake))) == 2
    assert len(fake.orders) == 1


async def test_a_guest_signs_in_first(browser: Browser, fake: FakeGateway) -> None:
    checkout = await ready(browser)

    (event,) = await events_of(checkout.place_order())

    assert "/login?next=/checkout" in told(event)
    assert keys(fake) == []


async def test_an_empty_cart_is_no_order(shopper: Browser, fake: FakeGateway) -> None:
    shopper.go("/checkout")
    checkout = await shopper.state(CheckoutState)

    await events_of(checkout.place_order())

    assert checkout.error == "Your cart is empty. Put something in before you order."
    assert keys(fake) == []


@pytest.mark.parametrize("status", [400, 413, 422])
async def test_any_other_refusal_is_told(shopper: Browser, fake: FakeGateway, status: int) -> None:
    async def refused(_: Request) -> Response:
        return problem(status, "no", "This cannot be ordered.")

    checkout = await ready(shopper)
    fake.instead["/orders"] = [refused]

    await events_of(checkout.place_order())

    assert checkout.error == "This cannot be ordered."


async def test_while_placing_the_page_says_so(shopper: Browser, fake: FakeGateway) -> None:
    may_answer = asyncio.Event()

    async def late(_: Request) -> Response:
        await may_answer.wait()
        return problem(409, "no", "no")

    checkout = await ready(shopper)
    fake.instead["/orders"] = [late]
    placing = checkout.place_order()

    assert await anext(placing) is None
    assert checkout.is_placing
    may_answer.set()
    await events_of(placing)
    assert not checkout.is_placing
