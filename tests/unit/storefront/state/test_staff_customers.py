import json
from typing import Any
from urllib.parse import unquote

import pytest

from storefront.state.staff_customers import StaffCustomersState, StaffCustomerState
from storefront.web.worker import Worker
from tests.unit.storefront.browser import Browser, events_of, told
from tests.unit.storefront.fake_gateway import NOW, FakeGateway
from tests.unit.storefront.state.staff_office import a_page, an_order, at_the_desk, refuses, says

NOT_STAFF = "Only the shop's staff can do that. Sign in with a staff account."
FIGURES = {
    "user_id": 12,
    "orders": 3,
    "cancelled": 1,
    "spent": [{"amount": "77.00", "currency": "USD"}],
    "last_order_at": NOW,
}


def an_account(user_id: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": user_id,
        "email": f"p{user_id}@example.com",
        "username": f"person{user_id}",
        "is_active": True,
        "role": "customer",
        "created_at": NOW,
        "updated_at": NOW,
        "email_verified": True,
        "pending_email": None,
    } | fields


@pytest.fixture
async def clerk(worker: Worker, fake: FakeGateway) -> Browser:
    return at_customer(await at_the_desk(worker, fake), fake)


@pytest.fixture
async def admin(worker: Worker, fake: FakeGateway) -> Browser:
    return at_customer(await at_the_desk(worker, fake, role="admin"), fake)


def at_customer(browser: Browser, fake: FakeGateway, **fields: Any) -> Browser:
    says(fake, "/users/12", an_account(12, **fields))
    says(fake, "/orders/customers/12", FIGURES)
    says(fake, "/orders/all", a_page(an_order(1042, user_id=12), total=2, next_cursor="more"))
    browser.go("/staff/customers/12")
    return browser


async def shown(browser: Browser) -> StaffCustomerState:
    customer = await browser.state(StaffCustomerState)
    await events_of(customer.load())
    return customer


async def test_the_address_says_who_is_listed(clerk: Browser, fake: FakeGateway) -> None:
    says(fake, "/users", {"items": [an_account(12)], "total": 1, "limit": 50, "offset": 0})
    clerk.go("/staff/customers?q=p12&role=customer&shown=switched%20off")
    customers = await clerk.state(StaffCustomersState)

    await events_of(customers.load())

    (request,) = fake.asked("/users")
    assert dict(request.query_params) == {
        "limit": "50",
        "q": "p12",
        "role": "customer",
        "is_active": "false",
    }
    (row,) = customers.customers
    assert (row.name, row.email, row.role_label) == ("person12", "p12@example.com", "Customer")
    assert (row.status_label, row.href) == ("Active", "/staff/customers/12")


async def test_a_search_for_somebody_becomes_an_address(clerk: Browser) -> None:
    customers = await clerk.state(StaffCustomersState)

    (event,) = await events_of(customers.search({"q": " ann@ ", "role": "", "shown": ["x"]}))

    assert "/staff/customers?q=ann@" in unquote(told(event))


async def test_an_account_is_shown_and_switched_off_while_nobody_knows_its_orders(
    clerk: Browser, fake: FakeGateway
) -> None:
    for path in ("/orders/customers/12", "/orders/all"):
        refuses(fake, path, status=503, code="service_unavailable", detail="orders is away")

    customer = await shown(clerk)
    await events_of(customer.ask("off"))
    await events_of(customer.change())

    assert (customer.customer.name, customer.error) == ("person12", "")
    assert (customer.customer.orders, customer.customer.spent) == (
        "Not known just now",
        "Not known just now",
    )
    assert (customer.orders, customer.are_orders_known) == ([], False)
    assert len(fake.asked("/users/12", "PATCH")) == 1


async def test_a_list_that_ends_with_its_page_offers_no_more(
    clerk: Browser, fake: FakeGateway
) -> None:
    fifty = [an_account(number) for number in range(60, 10, -1)]
    says(fake, "/users", {"items": fifty, "total": 50})
    clerk.go("/staff/customers")
    customers = await clerk.state(StaffCustomersState)

    await events_of(customers.load())

    assert (len(customers.customers), customers.has_more) == (50, False)


async def test_more_people_come_after_the_last_one_shown(clerk: Browser, fake: FakeGateway) -> None:
    fifty = [an_account(number) for number in range(60, 10, -1)]
    says(fake, "/users", {"items": fifty, "total": 51})
    clerk.go("/staff/customers")
    customers = await clerk.state(StaffCustomersState)
    await events_of(customers.load())
    says(fake, "/users", {"items": [an_account(10)], "total": 51})

    await events_of(customers.load_more())

    assert fake.asked("/users")[-1].query_params["before"] == "11"
    assert [row.user_id for row in customers.customers] == list(range(60, 9, -1))
    assert not customers.has_more


async def test_a_customer_is_shown_with_their_orders_and_figures(
    clerk: Browser, fake: FakeGateway
) -> None:
    customer = await shown(clerk)

    assert customer.customer.orders == "3 orders, 1 of them cancelled"
    assert (customer.customer.spent, customer.customer.last_order) == (
        "$77.00",
        "2026-11-23T14:05:00Z",
    )
    assert [order.order_id for order in customer.orders] == [1042]
    assert fake.asked("/orders/all")[0].query_params["user_id"] == "12"

    says(fake, "/orders/all", a_page(an_order(1041, user_id=12), total=2))
    await events_of(customer.load_more())

    assert [order.order_id for order in customer.orders] == [1042, 1041]
    more = fake.asked("/orders/all")[-1].query_params
    assert (more["cursor"], more["user_id"]) == ("more", "12")


async def test_somebody_is_switched_off_after_a_yes(clerk: Browser, fake: FakeGateway) -> None:
    customer = await shown(clerk)

    await events_of(customer.ask("off"))
    assert fake.asked("/users/12", "PATCH") == []
    toast = (await events_of(customer.change()))[0]

    (request,) = fake.asked("/users/12", "PATCH")
    assert json.loads(await request.body()) == {"is_active": False}
    assert "person12 is switched off." in told(toast)
    assert customer.step == ""


async def test_whoever_says_not_now_changes_nothing(clerk: Browser, fake: FakeGateway) -> None:
    customer = await shown(clerk)

    await events_of(customer.ask("off"))
    await events_of(customer.never_mind())
    await events_of(customer.change())

    assert fake.asked("/users/12", "PATCH") == []


async def test_an_admin_gives_a_role(admin: Browser, fake: FakeGateway) -> None:
    customer = await shown(admin)

    await events_of(customer.ask_role({"role": "staff"}))
    await events_of(customer.change())

    (request,) = fake.asked("/users/12", "PATCH")
    assert json.loads(await request.body()) == {"role": "staff"}


@pytest.mark.parametrize("role", ["staff", "admin", "customer"])
async def test_roles_are_for_admins_whatever_the_browser_sends(
    clerk: Browser, fake: FakeGateway, role: str
) -> None:
    customer = await shown(clerk)
    customer.may_appoint, customer.step = True, role

    await events_of(customer.change())

    assert customer.error == NOT_STAFF
    assert fake.asked("/users/12", "PATCH") == []


@pytest.mark.parametrize(
    ("viewer", "fields", "offered"),
    [
        ("staff", {}, (True, False)),
        ("staff", {"role": "staff"}, (False, False)),
        ("admin", {"role": "admin"}, (True, True)),
        ("admin", {"id": 7}, (False, False)),  # themselves
    ],
)
async def test_staff_are_offered_what_the_service_would_let_them_do(
    worker: Worker,
    fake: FakeGateway,
    viewer: str,
    fields: dict[str, Any],
    offered: tuple[bool, bool],
) -> None:
    browser = at_customer(await at_the_desk(worker, fake, role=viewer), fake, **fields)

    customer = await shown(browser)

    assert (customer.may_switch, customer.may_appoint) == offered


async def test_the_last_admin_stays_and_it_is_said_why(admin: Browser, fake: FakeGateway) -> None:
    why = "The shop needs an admin who can sign in, and this is the last one"
    at_customer(admin, fake, role="admin")
    customer = await shown(admin)
    refuses(fake, "/users/12", status=409, code="last_admin", detail=why)

    await events_of(customer.ask_role({"role": "customer"}))
    await events_of(customer.change())

    assert (customer.error, customer.step) == (why, "customer")


@pytest.mark.parametrize("step", ["", "paid", None, ["off"], {"off": 1}])
async def test_nonsense_from_a_browser_asks_and_changes_nothing(
    clerk: Browser, fake: FakeGateway, step: Any
) -> None:
    customer = await shown(clerk)

    await events_of(customer.ask(step))
    await events_of(customer.ask_role({"role": step}))
    await events_of(customer.change())

    assert customer.step == ""
    assert fake.asked("/users/12", "PATCH") == []


async def test_a_customer_that_is_none_is_missing(clerk: Browser, fake: FakeGateway) -> None:
    refuses(fake, "/users/99", status=404, code="user_not_found", detail="User not found")
    clerk.go("/staff/customers/99")

    assert (await shown(clerk)).is_missing
