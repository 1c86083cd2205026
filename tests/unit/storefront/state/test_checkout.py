import asyncio

import pytest
from starlette.requests import Request
from starlette.responses import Response

from storefront.api.cart import WantedLine
from storefront.api.client import ATTEMPTS
from storefront.state.cart import CartState
from storefront.state.checkout import Attempt, CheckoutState
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


async def second_tab(shopper: Browser, worker: Worker) -> tuple[CartState, CheckoutState]:
    other = Browser(worker)
    other.session_id = shopper.session_id
    other.go("/checkout")
    cart = await other.state(CartState)
    await cart.load()
    return cart, await other.state(CheckoutState)


async def test_two_tabs_that_order_the_same_cart_at_once_come_to_the_same_order(
    shopper: Browser, worker: Worker, fake: FakeGateway
) -> None:
    checkout = await ready(shopper)
    _, other_checkout = await second_tab(shopper, worker)

    one, other = await asyncio.gather(
        events_of(checkout.place_order()), events_of(other_checkout.place_order())
    )

    assert told(one[0]) == told(other[0])
    assert "/orders/1042?placed=1" in told(one[0])
    assert len(set(keys(fake))) == len(fake.orders) == 1


async def test_a_tab_that_is_late_comes_to_the_order_of_the_other(
    shopper: Browser, worker: Worker, fake: FakeGateway
) -> None:
    checkout = await ready(shopper)
    other_cart, other_checkout = await second_tab(shopper, worker)
    await events_of(checkout.place_order())

    (event,) = await events_of(other_checkout.place_order())

    assert "/orders/1042?placed=1" in told(event)
    assert other_cart.is_empty
    assert len(fake.orders) == 1


async def test_a_cart_that_was_emptied_elsewhere_is_not_ordered(
    shopper: Browser, fake: FakeGateway
) -> None:
    checkout = await ready(shopper)
    fake.carts["user 7"].clear()

    assert await events_of(checkout.place_order()) == []

    assert checkout.error.startswith("Nothing was ordered now")
    assert (await shopper.state(CartState)).is_empty
    assert fake.orders == {}


async def test_a_cart_that_was_changed_on_the_way_is_looked_at_again(
    shopper: Browser, fake: FakeGateway
) -> None:
    async def faster(_: Request) -> Response:
        fake.carts["user 7"][1] = 1
        lines = [{"product_id": 1, "requested": 2}]
        return problem(409, "not_in_cart", "No longer in the cart", lines=lines)

    checkout = await ready(shopper)
    fake.instead["/orders"] = [faster]

    assert await events_of(checkout.place_order()) == []

    assert checkout.error.startswith("Your cart has changed meanwhile.")
    assert (await shopper.state(CartState)).lines[0].quantity == 1


async def test_an_attempt_that_another_tab_still_makes_is_kept(
    shopper: Browser, fake: FakeGateway
) -> None:
    async def at_work(_: Request) -> Response:
        answer = problem(409, "order_in_progress", "being placed")
        answer.headers["Retry-After"] = "0"
        return answer

    checkout = await ready(shopper)
    fake.instead["/orders"] = [at_work] * ATTEMPTS
    await events_of(checkout.place_order())
    assert "it will not be placed twice" in checkout.error

    await events_of(checkout.place_order())

    assert len(set(keys(fake))) == len(fake.orders) == 1


async def test_of_a_cart_without_a_version_each_attempt_is_one_of_its_own(
    shopper: Browser, fake: FakeGateway
) -> None:
    """The same goods, bought again from a gateway of yesterday, must not be yesterday's order."""
    lines = (WantedLine(product_id=1, quantity=2, expected_price="38.50"),)

    assert Attempt.at("", lines).key != Attempt.at("", lines).key
    assert Attempt.at("v", lines).key == Attempt.at("v", lines).key
    assert Attempt.at("v", lines).key != Attempt.at("w", lines).key

    checkout = await ready(shopper)
    (await shopper.state(CartState)).version = ""
    fake.carts["user 7"].clear()
    await events_of(checkout.place_order())
    assert checkout.error == "Your cart is empty. Put something in before you order."
    assert keys(fake) == []


async def test_what_was_said_of_a_cart_is_said_of_no_other(
    shopper: Browser, fake: FakeGateway
) -> None:
    async def refused(_: Request) -> Response:
        return problem(409, "out_of_stock", "Insufficient stock", lines=[])

    checkout = await ready(shopper)
    cart = await shopper.state(CartState)
    fake.instead["/orders"] = [refused]
    await events_of(checkout.place_order())
    assert checkout.said_of == cart.version

    await events_of(cart.set_quantity(1, 1))

    assert checkout.said_of != cart.version


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


async def test_a_refused_order_may_be_tried_again(shopper: Browser, fake: FakeGateway) -> None:
    async def refused(_: Request) -> Response:
        return problem(409, "out_of_stock", "Insufficient stock", lines=[])

    checkout = await ready(shopper)
    fake.instead["/orders"] = [refused]
    await events_of(checkout.place_order())

    (event,) = await events_of(checkout.place_order())

    assert "/orders/1042?placed=1" in told(event)
    assert checkout.error == ""
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
