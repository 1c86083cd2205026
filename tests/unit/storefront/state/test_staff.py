import pytest

from storefront.state.cart import CartState
from storefront.state.checkout import CheckoutState
from storefront.state.staff import StaffOrdersState
from storefront.web.worker import Worker
from tests.unit.storefront.browser import Browser, events_of, told
from tests.unit.storefront.fake_gateway import FakeGateway


@pytest.fixture
async def clerk(worker: Worker, fake: FakeGateway) -> Browser:
    browser = Browser(worker)
    await browser.sign_in(fake.sign_somebody_in(), role="staff")
    await events_of((await browser.state(CartState)).add(1, 2))
    await events_of((await browser.state(CheckoutState)).place_order())
    browser.go("/staff/orders")
    return browser


async def test_staff_sees_everybodys_orders_and_their_next_steps(
    clerk: Browser, fake: FakeGateway
) -> None:
    orders = await clerk.state(StaffOrdersState)

    await events_of(orders.load())

    (row,) = orders.orders
    assert (row.number, row.email, row.status_label) == ("#1042", "ann@example.com", "Pending")
    assert row.next_statuses == ["confirmed", "cancelled"]
    assert fake.asked("/orders", "GET")[0].query_params["all"] == "true"


async def test_staff_moves_an_order_one_step(clerk: Browser) -> None:
    orders = await clerk.state(StaffOrdersState)
    await events_of(orders.load())

    (toast,) = await events_of(orders.advance(1042, "confirmed"))

    assert "Order #1042 is now confirmed." in told(toast)
    assert orders.orders[0].next_statuses == ["shipped", "cancelled"]


async def test_a_customer_sees_and_moves_nothing(shopper: Browser, fake: FakeGateway) -> None:
    orders = await shopper.state(StaffOrdersState)
    fake.requests.clear()

    await events_of(orders.load())
    await events_of(orders.advance(1042, "confirmed"))

    assert orders.orders == []
    assert orders.error == "Only the shop's staff can do that. Sign in with a staff account."
    assert fake.requests == []


async def test_a_guest_sees_and_moves_nothing(browser: Browser, fake: FakeGateway) -> None:
    orders = await browser.state(StaffOrdersState)

    await events_of(orders.load())
    await events_of(orders.advance(1042, "confirmed"))

    assert orders.orders == []
    assert fake.requests == []


@pytest.mark.parametrize(
    ("order_id", "status"),
    [(0, "confirmed"), ("1/../2", "confirmed"), (1042, "paid"), (1042, None), (1042, ["x"])],
)
async def test_nonsense_from_a_browser_moves_nothing(
    clerk: Browser, fake: FakeGateway, order_id: object, status: object
) -> None:
    orders = await clerk.state(StaffOrdersState)
    fake.requests.clear()

    await events_of(orders.advance(order_id, status))  # pyright: ignore[reportArgumentType]  # on purpose

    assert fake.requests == []
