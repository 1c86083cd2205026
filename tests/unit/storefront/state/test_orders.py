import pytest
from starlette.requests import Request
from starlette.responses import Response

from storefront.state.cart import CartState
from storefront.state.checkout import CheckoutState
from storefront.state.orders import OrdersState, OrderState
from tests.unit.storefront.browser import Browser, events_of, told
from tests.unit.storefront.fake_gateway import FakeGateway, problem


@pytest.fixture
async def buyer(shopper: Browser) -> Browser:
    """A shopper with order 1042: two teapots."""
    await events_of((await shopper.state(CartState)).add(1, 2))
    await events_of((await shopper.state(CheckoutState)).place_order())
    return shopper


async def at(browser: Browser, address: str) -> OrderState:
    browser.go(address)
    order = await browser.state(OrderState)
    await events_of(order.load())
    return order


async def test_orders_are_listed_in_words(buyer: Browser) -> None:
    buyer.go("/orders")
    orders = await buyer.state(OrdersState)

    await events_of(orders.load())

    (card,) = orders.orders
    assert (card.number, card.status_label, card.total) == ("#1042", "Pending", "$77.00")
    assert (card.item_count, card.href) == (2, "/orders/1042")
    assert card.placed_at == "2026-11-23T14:05:00Z"
    assert not orders.has_more


async def test_an_order_is_shown_with_its_way(buyer: Browser) -> None:
    order = await at(buyer, "/orders/1042/?placed=1")

    assert order.just_placed
    assert order.page_title == "Order #1042 · Vitrine"
    (line,) = order.order.lines
    assert (line.name, line.quantity, line.subtotal) == ("Teapot", 2, "$77.00")
    assert [(step.label, step.is_done, step.is_current) for step in order.order.timeline] == [
        ("Pending", True, True),
        ("Confirmed", False, False),
        ("Shipped", False, False),
        ("Delivered", False, False),
    ]
    assert order.order.is_cancellable


async def test_thanks_are_said_once(buyer: Browser) -> None:
    await at(buyer, "/orders/1042?placed=1")

    assert not (await at(buyer, "/orders/1042")).just_placed


async def test_a_cancelled_order_shows_the_way_it_took(buyer: Browser) -> None:
    order = await at(buyer, "/orders/1042")

    await events_of(order.cancel({}))

    assert order.order.status_label == "Cancelled"
    assert [step.label for step in order.order.timeline] == ["Pending", "Cancelled"]
    assert not order.order.is_cancellable
    assert not order.is_busy


async def test_what_was_shipped_meanwhile_cannot_be_cancelled_and_is_shown(
    buyer: Browser, fake: FakeGateway
) -> None:
    async def too_late(_: Request) -> Response:
        fake.orders[1042]["status"] = "shipped"
        return problem(400, "illegal_transition", "Cannot update order in shipped status")

    order = await at(buyer, "/orders/1042")
    fake.instead["/orders/1042/status"] = [too_late]

    await events_of(order.cancel({}))

    assert order.order.status_label == "Shipped"
    assert order.error == "Your order is on its way already: it can't be cancelled any more."


@pytest.mark.parametrize("last", ["9999", "0", "abc", "2147483648"])
async def test_a_strange_order_is_missing(buyer: Browser, last: str) -> None:
    assert (await at(buyer, f"/orders/{last}")).is_missing


async def test_a_guest_sees_nothing_and_is_led_to_sign_in(
    browser: Browser, fake: FakeGateway
) -> None:
    browser.go("/orders/1042")
    order = await browser.state(OrderState)

    (event,) = await events_of(order.load())

    assert "/login?next=/orders/1042" in told(event)
    assert order.order.id == 0
    assert fake.orders == {}


async def test_whoever_is_signed_out_meanwhile_comes_back_to_the_same_filters(
    buyer: Browser, fake: FakeGateway
) -> None:
    buyer.go("/orders?status=shipped")
    orders = await buyer.state(OrdersState)
    fake.access_tokens.clear()
    fake.refresh_tokens.clear()

    (event,) = await events_of(orders.load())

    assert "/login?next=/orders%3Fstatus%3Dshipped" in told(event)


async def test_after_signing_out_the_list_is_gone(buyer: Browser, fake: FakeGateway) -> None:
    buyer.go("/orders")
    orders = await buyer.state(OrdersState)
    await events_of(orders.load())
    fake.access_tokens.clear()
    fake.refresh_tokens.clear()

    (event,) = await events_of(orders.load())

    assert "/login?next=/orders" in told(event)
    assert orders.orders == []


async def test_orders_of_one_status_can_be_asked_for(buyer: Browser, fake: FakeGateway) -> None:
    buyer.go("/orders?status=shipped")
    orders = await buyer.state(OrdersState)

    await events_of(orders.load())

    assert fake.asked("/orders", "GET")[-1].query_params["status"] == "shipped"
    assert orders.orders == []
    assert [one.label for one in orders.filters if one.is_selected] == ["Shipped"]
    assert [one.href for one in orders.filters][:2] == ["/orders", "/orders?status=pending"]


async def test_an_unknown_status_is_all_of_them(buyer: Browser, fake: FakeGateway) -> None:
    buyer.go("/orders?status=lost")
    orders = await buyer.state(OrdersState)

    await events_of(orders.load())

    assert "status" not in fake.asked("/orders", "GET")[-1].query_params
    assert len(orders.orders) == 1


async def test_who_cancels_may_say_why(buyer: Browser, fake: FakeGateway) -> None:
    order = await at(buyer, "/orders/1042")

    await events_of(order.cancel({"cancel_reason": "  Found it elsewhere. "}))

    (request,) = fake.asked("/orders/1042/status")
    assert await request.json() == {"status": "cancelled", "reason": "Found it elsewhere."}
    assert order.order.timeline[-1].reason == "Found it elsewhere."


@pytest.mark.parametrize("reason", [None, 5, ["x"], "   "])
async def test_who_cancels_need_not_say_why(
    buyer: Browser, fake: FakeGateway, reason: object
) -> None:
    order = await at(buyer, "/orders/1042")

    await events_of(order.cancel({"cancel_reason": reason}))

    assert await fake.asked("/orders/1042/status")[0].json() == {"status": "cancelled"}


async def test_a_parcel_can_be_followed(buyer: Browser, fake: FakeGateway) -> None:
    fake.orders[1042] |= {"status": "shipped", "tracking_number": "1Z 999", "carrier": "UPS"}

    assert (await at(buyer, "/orders/1042")).order.tracking == "UPS 1Z 999"
