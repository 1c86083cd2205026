import json
from dataclasses import replace
from urllib.parse import unquote

import pytest

from storefront.api.staff_models import StaffOrderDetail
from storefront.state.staff_orders import StaffOrdersState, StaffOrderState
from storefront.web.worker import Worker
from tests.unit.storefront.browser import Browser, events_of, told
from tests.unit.storefront.fake_gateway import NOW, FakeGateway
from tests.unit.storefront.state.staff_office import a_page, an_order, at_the_desk, refuses, says
from tests.unit.storefront.state.test_staff_customers import an_account

NOT_STAFF = "Only the shop's staff can do that. Sign in with a staff account."


@pytest.fixture
async def clerk(worker: Worker, fake: FakeGateway) -> Browser:
    browser = await at_the_desk(worker, fake)
    says(fake, "/orders/all", a_page(an_order(1042), an_order(1041, "confirmed")))
    browser.go("/staff/orders")
    return browser


async def listed(browser: Browser) -> StaffOrdersState:
    orders = await browser.state(StaffOrdersState)
    await events_of(orders.load())
    return orders


async def test_staff_sees_everybodys_orders_and_their_next_steps(clerk: Browser) -> None:
    first, second = (await listed(clerk)).orders

    assert (first.number, first.email, first.status_label) == (
        "#1042",
        "ann@example.com",
        "Pending",
    )
    assert first.contents == "2 Teapot"
    assert first.next_statuses == ["confirmed", "cancelled"]
    assert second.next_statuses == ["shipped", "cancelled"]


async def test_the_address_says_which_orders_are_shown(clerk: Browser, fake: FakeGateway) -> None:
    clerk.go("/staff/orders?q=ann&status=shipped&since=2026-11-01&until=2026-11-30")

    await listed(clerk)

    (request,) = fake.asked("/orders/all")
    assert dict(request.query_params) == {
        "limit": "50",
        "q": "ann",
        "status": "shipped",
        "created_from": "2026-11-01T00:00:00Z",
        "created_to": "2026-11-30T23:59:59.999999Z",
    }


@pytest.mark.parametrize(
    ("sort", "sort_by"),
    [("oldest", "created_at"), ("highest", "-total"), ("lowest", "total"), ("nonsense", None)],
)
async def test_the_address_says_in_what_order_all_pages_stand(
    clerk: Browser, fake: FakeGateway, sort: str, sort_by: str | None
) -> None:
    clerk.go(f"/staff/orders?sort={sort}")
    says(fake, "/orders/all", a_page(an_order(1042), total=2, next_cursor="after-1042"))

    orders = await listed(clerk)
    await events_of(orders.load_more())

    asked = [request.query_params.get("sort_by") for request in fake.asked("/orders/all")]
    assert asked == [sort_by, sort_by]


async def test_a_search_becomes_an_address(clerk: Browser) -> None:
    orders = await clerk.state(StaffOrdersState)

    (event,) = await events_of(orders.search({"q": " ann ", "status": "", "since": ["x"]}))

    assert "/staff/orders?q=ann" in unquote(told(event))


async def test_more_orders_come_by_cursor(clerk: Browser, fake: FakeGateway) -> None:
    says(fake, "/orders/all", a_page(an_order(1042), total=2, next_cursor="after-1042"))
    orders = await listed(clerk)
    says(fake, "/orders/all", a_page(an_order(1041), total=2))

    await events_of(orders.load_more())

    assert [row.order_id for row in orders.orders] == [1042, 1041]
    assert fake.asked("/orders/all")[-1].query_params["cursor"] == "after-1042"
    assert not orders.has_more


async def test_a_step_is_asked_for_before_it_is_taken(clerk: Browser, fake: FakeGateway) -> None:
    orders = await listed(clerk)
    says(fake, "/orders/1042/status", an_order(1042, "confirmed", version=2))

    await events_of(orders.ask_one(1042, "confirmed"))
    assert fake.asked("/orders/1042/status") == []
    (toast,) = await events_of(orders.move({}))

    (request,) = fake.asked("/orders/1042/status", "PATCH")
    assert request.headers["if-match"] == '"1"'
    assert json.loads(await request.body()) == {"status": "confirmed"}
    assert "Order #1042 is now confirmed." in told(toast)
    assert orders.orders[0].next_statuses == ["shipped", "cancelled"]


async def test_whoever_says_not_now_moves_nothing(clerk: Browser, fake: FakeGateway) -> None:
    orders = await listed(clerk)

    await events_of(orders.ask_one(1042, "confirmed"))
    await events_of(orders.never_mind())
    await events_of(orders.move({}))

    assert fake.asked("/orders/1042/status") == []


async def test_several_orders_move_and_the_one_that_cannot_is_named(
    clerk: Browser, fake: FakeGateway
) -> None:
    orders = await listed(clerk)
    says(fake, "/orders/1042/status", an_order(1042, "cancelled", version=2))
    refuses(
        fake,
        "/orders/1041/status",
        status=412,
        code="order_changed",
        detail="If-Match: the order has moved since you looked: it is shipped now",
    )

    await events_of(orders.pick_all())
    await events_of(orders.ask("cancelled"))
    (toast,) = await events_of(orders.move({"reason": "Out of clay", "tracking_number": "1Z"}))

    (request,) = fake.asked("/orders/1042/status")
    assert json.loads(await request.body()) == {"status": "cancelled", "reason": "Out of clay"}
    assert "Order #1042 is now cancelled." in told(toast)
    assert orders.problems == [
        "#1041: If-Match: the order has moved since you looked: it is shipped now"
    ]
    assert orders.picked == []


async def test_an_order_tells_who_did_what_and_what_was_mailed(
    clerk: Browser, fake: FakeGateway
) -> None:
    says(fake, "/orders/1042", an_order(1042, carrier="DHL", tracking_number="0034"))
    mail = {"id": 5, "type": "order_confirmation", "recipient_email": "ann@example.com"}
    mail |= {"subject": "Thank you", "status": "sent", "created_at": NOW, "sent_at": NOW}
    says(fake, "/notifications", {"notifications": [mail], "total": 1})
    says(fake, "/users", {"items": [an_account(7, username="ann")], "total": 1})
    clerk.go("/staff/orders/1042")
    order = await clerk.state(StaffOrderState)

    await events_of(order.load())

    assert order.order.tracking == "DHL 0034"
    assert [step.label for step in order.order.timeline] == [
        "Pending",
        "Confirmed",
        "Shipped",
        "Delivered",
    ]
    assert "ann (customer)" in order.order.timeline[0].by
    assert [one.subject for one in order.mails] == ["Thank you"]
    assert fake.asked("/notifications")[0].query_params["order_id"] == "1042"


async def test_a_parcel_leaves_with_its_carrier_and_number(
    clerk: Browser, fake: FakeGateway
) -> None:
    says(fake, "/orders/1041", an_order(1041, "confirmed"))
    says(fake, "/notifications", {"notifications": [], "total": 0})
    says(fake, "/orders/1041/status", an_order(1041, "shipped", version=2))
    clerk.go("/staff/orders/1041")
    order = await clerk.state(StaffOrderState)
    await events_of(order.load())

    await events_of(order.ask("shipped"))
    await events_of(order.move({"carrier": "DHL", "tracking_number": " 0034 "}))

    (request,) = fake.asked("/orders/1041/status")
    assert json.loads(await request.body()) == {
        "status": "shipped",
        "carrier": "DHL",
        "tracking_number": "0034",
    }
    assert (order.order.status, order.step) == ("shipped", "")


async def test_an_order_is_shown_before_its_mails_and_without_them(
    clerk: Browser, fake: FakeGateway
) -> None:
    says(fake, "/orders/1042", an_order(1042))
    refuses(fake, "/notifications", status=503, code="service_unavailable", detail="it is away")
    clerk.go("/staff/orders/1042")
    order = await clerk.state(StaffOrderState)

    loading = order.load()
    await anext(loading)  # the skeleton
    await anext(loading)

    assert (order.order.number, order.is_loading) == ("#1042", False)
    assert (order.about_mails, fake.asked("/notifications")) == ("Reading them…", [])
    assert "customer 7" in order.order.timeline[0].by  # who knows names is not there either

    await events_of(loading)

    assert (order.mails, order.about_mails, order.error) == (
        [],
        "They cannot be read just now.",
        "",
    )


async def test_an_order_that_is_none_is_missing(clerk: Browser) -> None:
    clerk.go("/staff/orders/nonsense")
    order = await clerk.state(StaffOrderState)

    await events_of(order.load())

    assert order.is_missing


@pytest.mark.parametrize("who", ["customer", "guest"])
async def test_who_is_not_staff_sees_and_moves_nothing(
    who: str, worker: Worker, fake: FakeGateway, clerk: Browser
) -> None:
    del clerk
    browser = Browser(worker) if who == "guest" else await at_the_desk(worker, fake, role=who)
    browser.go("/staff/orders/1042")
    orders, order = await browser.state(StaffOrdersState), await browser.state(StaffOrderState)
    fake.requests.clear()

    await events_of(orders.load())
    await events_of(orders.load_more())
    orders.picked, orders.step = [1042], "confirmed"
    await events_of(orders.move({}))
    await events_of(order.load())
    order.order, order.step = replaced(order), "confirmed"
    await events_of(order.move({}))

    assert (orders.orders, orders.error) == ([], NOT_STAFF)
    assert (order.order.order_id, order.error) == (0, NOT_STAFF)
    assert fake.requests == []


def replaced(state: StaffOrderState) -> StaffOrderDetail:
    return replace(state.order, order_id=1042)


@pytest.mark.parametrize(
    ("order_id", "step"),
    [(0, "confirmed"), ("1/../2", "confirmed"), (1042, "paid"), (1042, None), (1042, ["x"])],
)
async def test_nonsense_from_a_browser_moves_nothing(
    clerk: Browser, fake: FakeGateway, order_id: object, step: object
) -> None:
    orders = await listed(clerk)
    fake.requests.clear()

    await events_of(orders.ask_one(order_id, step))  # pyright: ignore[reportArgumentType]  # on purpose
    await events_of(orders.move({}))

    assert fake.requests == []
