import json
import re

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response

from storefront.state.cart import CartState
from storefront.state.checkout import CheckoutState
from storefront.state.orders import OrdersState
from storefront.state.session import SessionState
from storefront.web.cookies import SESSION_COOKIE
from storefront.web.doors import make_doors
from storefront.web.worker import Worker
from tests.unit.storefront.browser import Browser, events_of, told
from tests.unit.storefront.fake_gateway import PASSWORD, FakeGateway, problem

GOOD = {"email": "ann@example.com", "username": "ann", "password": PASSWORD}


async def test_a_stranger_is_not_signed_in(browser: Browser) -> None:
    session = await browser.state(SessionState)

    assert await events_of(session.load()) == []

    assert session.is_ready
    assert not session.is_signed_in
    assert session.user_name == ""
    assert session.demo_accounts == []


async def test_a_shopper_is_known_by_the_cookie(shopper: Browser) -> None:
    session = await shopper.state(SessionState)

    await events_of(session.load())

    assert session.is_signed_in
    assert (session.user_name, session.user_email) == ("ann", "ann@example.com")
    assert not session.is_staff


async def test_what_the_browser_says_of_itself_changes_nothing(browser: Browser) -> None:
    session = await browser.state(SessionState)
    session.is_signed_in = True
    session.role = "admin"

    events = await events_of(session.require_sign_in())

    assert "/login?next=/" in told(events[0])


async def test_signing_in_leads_through_the_door_and_back(browser: Browser, worker: Worker) -> None:
    browser.go("/login?next=/checkout")
    session = await browser.state(SessionState)
    await events_of(session.load())

    (event,) = await events_of(session.sign_in(GOOD))

    address = re.search(r"/session/finish\?code=[\w-]+&next=%2Fcheckout", told(event))
    assert address is not None
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=make_doors()),
        base_url="http://shop.test",
    ) as visitor:
        visitor.cookies.set(SESSION_COOKIE, browser.session_id, domain="shop.test")
        response = await visitor.get(address.group())
    assert response.headers["location"] == "/checkout"
    fresh_id = visitor.cookies[SESSION_COOKIE]
    person = (await worker.sessions.current(fresh_id)).person
    assert person is not None
    assert person.email == "ann@example.com"
    assert not session.is_busy


async def test_no_token_is_in_the_script_sent_to_the_browser(browser: Browser) -> None:
    session = await browser.state(SessionState)

    (event,) = await events_of(session.sign_in(GOOD))

    assert "access-1" not in told(event)
    assert "refresh-1" not in told(event)
    shown = session.dict()  # pyright: ignore[reportUnknownMemberType]  # untyped **kwargs
    assert "access-1" not in json.dumps(shown, default=str)


async def test_a_wrong_password_is_said_so(browser: Browser) -> None:
    session = await browser.state(SessionState)

    (event,) = await events_of(session.sign_in(GOOD | {"password": "wrong"}))

    assert '"password' in told(event).replace("\\", "")
    assert session.form_error == "That email address and password do not go together."
    assert not session.is_busy


async def test_a_silent_gateway_is_said_so(browser: Browser, fake: FakeGateway) -> None:
    async def unavailable(_: Request) -> Response:
        return problem(503, "unavailable", "later")

    fake.instead["/users/login"] = [unavailable]
    session = await browser.state(SessionState)

    await events_of(session.sign_in(GOOD))

    assert session.form_error.startswith("The shop can't be reached just now.")


async def test_registering_signs_in(browser: Browser, fake: FakeGateway) -> None:
    session = await browser.state(SessionState)

    (event,) = await events_of(session.register(GOOD))

    assert "/session/finish?code=" in told(event)
    assert len(fake.asked("/users/register")) == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"email": "ann"}, "email"),
        ({"username": "  a "}, "username"),
        ({"username": "a" * 51}, "username"),
        ({"password": "short"}, "password"),
        ({"password": "é" * 37}, "password"),  # 74 bytes
        ({"email": None}, "email"),
        ({"password": ["a", "list"]}, "password"),
    ],
)
async def test_a_wrong_field_is_told_beside_it_and_nothing_is_asked(
    browser: Browser, fake: FakeGateway, wrong: dict[str, object], field: str
) -> None:
    session = await browser.state(SessionState)

    (event,) = await events_of(session.register(GOOD | wrong))

    assert set(session.field_errors) == {field}
    assert field in told(event)  # it has the focus
    assert fake.requests == []


async def test_what_the_gateway_finds_wrong_is_told_beside_its_field(
    browser: Browser, fake: FakeGateway
) -> None:
    async def invalid(_: Request) -> Response:
        return problem(422, "invalid_request", [{"loc": ["body", "email"], "msg": "bad"}])

    fake.instead["/users/register"] = [invalid]
    session = await browser.state(SessionState)

    await events_of(session.register(GOOD))

    assert session.field_errors == {"email": "This does not look like an email address."}


async def test_the_first_of_several_wrong_fields_has_the_focus(browser: Browser) -> None:
    session = await browser.state(SessionState)

    (event,) = await events_of(session.register({}))

    assert list(session.field_errors) == ["email", "username", "password"]
    assert "email" in told(event)


TAKEN = GOOD | {"email": "taken@example.com"}


async def test_a_taken_address_or_name_is_told_beside_both(browser: Browser) -> None:
    session = await browser.state(SessionState)

    (event,) = await events_of(session.register(TAKEN))

    assert set(session.field_errors) == {"email", "username"}
    assert all("already in use" in why for why in session.field_errors.values())
    assert "email" in told(event)
    assert session.form_error == ""


async def test_what_was_refused_stays_so_until_something_else_is_typed(browser: Browser) -> None:
    session = await browser.state(SessionState)
    await events_of(session.register(TAKEN))

    session.leave_registration_field("email", TAKEN["email"])
    assert set(session.field_errors) == {"email", "username"}
    session.leave_registration_field("username", "another")

    assert session.field_errors == {}


async def test_a_field_is_looked_at_when_it_is_left(browser: Browser, fake: FakeGateway) -> None:
    session = await browser.state(SessionState)

    session.leave_registration_field("email", "ann")
    session.leave_registration_field("password", "short")
    session.leave_registration_field("username", "")  # somebody only walks through
    assert set(session.field_errors) == {"email", "password"}
    session.leave_registration_field("email", "ann@example.com")

    assert set(session.field_errors) == {"password"}
    assert fake.requests == []


async def test_a_password_that_is_given_has_no_rules_but_to_be_there(browser: Browser) -> None:
    session = await browser.state(SessionState)

    session.leave_sign_in_field("password", "short")
    assert session.field_errors == {}
    await events_of(session.sign_in({"email": "ann@example.com"}))

    assert session.field_errors == {"password": "Please type your password."}


@pytest.mark.parametrize(("name", "text"), [("role", "admin"), (7, "ann"), ("email", ["ann"])])
async def test_what_is_no_field_is_not_looked_at(
    browser: Browser, name: object, text: object
) -> None:
    session = await browser.state(SessionState)

    session.leave_registration_field(name, text)  # pyright: ignore[reportArgumentType]  # as a browser may send

    assert session.field_errors == {}


async def test_signing_out_leads_through_the_door(shopper: Browser) -> None:
    session = await shopper.state(SessionState)

    (event,) = await events_of(session.sign_out())

    assert "/session/end?code=" in told(event)


async def test_who_signs_out_leaves_nothing_in_the_tab(shopper: Browser) -> None:
    session, cart = await shopper.state(SessionState), await shopper.state(CartState)
    await events_of(session.load())
    await events_of(cart.add(1, 2))

    await events_of(session.sign_out())

    assert cart.is_empty
    assert cart.total == ""


async def test_the_next_person_at_a_tab_finds_nothing_of_the_last_one(
    shopper: Browser, fake: FakeGateway
) -> None:
    session, orders = await shopper.state(SessionState), await shopper.state(OrdersState)
    await events_of(session.load())
    await events_of((await shopper.state(CartState)).add(1, 2))
    await events_of((await shopper.state(CheckoutState)).place_order())
    await events_of(orders.load())
    assert len(orders.orders) == 1

    await shopper.sign_in(fake.sign_somebody_in(8))
    await events_of(session.load())

    assert orders.orders == []


async def test_turning_a_page_keeps_the_cart(shopper: Browser) -> None:
    session, cart = await shopper.state(SessionState), await shopper.state(CartState)
    await events_of(session.load())
    await events_of(cart.add(1, 2))

    shopper.go("/products")
    await events_of(session.load())

    assert not cart.is_empty


async def test_a_guest_is_led_to_sign_in_and_back(browser: Browser) -> None:
    browser.go("/orders/12/?placed=1")
    session = await browser.state(SessionState)

    (event,) = await events_of(session.require_sign_in())

    assert "/login?next=/orders/12%3Fplaced%3D1" in told(event)  # with its query


async def test_a_shopper_passes_the_guard(shopper: Browser) -> None:
    session = await shopper.state(SessionState)

    assert await events_of(session.require_sign_in()) == []


async def test_who_is_signed_in_does_not_see_the_form(shopper: Browser) -> None:
    shopper.go("/login?next=/cart")
    session = await shopper.state(SessionState)

    (event,) = await events_of(session.load())

    assert "/cart" in told(event)


async def test_a_bad_way_back_leads_home(browser: Browser) -> None:
    browser.go("/login?next=//evil.example")
    session = await browser.state(SessionState)

    await events_of(session.load())

    assert session.next_path == "/"


async def test_who_goes_on_before_the_page_has_loaded_is_sent_for_the_id_again(
    browser: Browser,
) -> None:
    browser.go("/", is_new=True)
    session = await browser.state(SessionState)
    loading = session.load()
    await anext(loading)
    await loading.aclose()  # as Reflex ends what the next page supersedes

    (event,) = await events_of(session.load())

    assert "/session/hello?code=" in told(event)


@pytest.mark.parametrize(
    ("address", "query"),
    [
        ("/", ""),
        ("/products/5/", "?next=%2Fproducts%2F5"),
        (
            "/products?category=Kitchen&q=red+lamp",
            "?next=%2Fproducts%3Fcategory%3DKitchen%26q%3Dred%2Blamp",
        ),
        ("/checkout", "?next=%2Fcheckout"),
        ("/reset-password?token=secret", ""),
    ],
)
async def test_whoever_signs_in_comes_back_to_the_page_they_were_on(
    browser: Browser, address: str, query: str
) -> None:
    browser.go(address)
    session = await browser.state(SessionState)

    await events_of(session.load())

    assert session.next_query == query


@pytest.mark.parametrize(
    ("address", "query"),
    [
        ("/login", ""),
        ("/login?next=/orders%3Fstatus%3Dshipped", "?next=%2Forders%3Fstatus%3Dshipped"),
        ("/forgot-password?next=/checkout", "?next=%2Fcheckout"),
    ],
)
async def test_the_other_door_leads_back_to_the_same_place(
    browser: Browser, address: str, query: str
) -> None:
    browser.go(address)
    session = await browser.state(SessionState)

    await events_of(session.load())

    assert session.next_query == query


async def test_a_new_browser_is_sent_for_its_id_once(browser: Browser) -> None:
    browser.go("/", is_new=True)
    session = await browser.state(SessionState)

    (event,) = await events_of(session.load())
    assert "/session/hello?code=" in told(event)
    assert await events_of(session.load()) == []


async def test_too_many_guesses_are_told_with_the_time_and_a_way_out(
    browser: Browser, fake: FakeGateway
) -> None:
    async def enough(_: Request) -> Response:
        answer = problem(429, "too_many_failed_logins", "wait")
        answer.headers["Retry-After"] = "661"
        return answer

    fake.instead["/users/login"] = [enough]
    session = await browser.state(SessionState)

    await events_of(session.sign_in(GOOD))

    assert session.form_error == (
        "Too many attempts. Try again in 12 minutes, or reset your password."
    )


async def test_why_a_password_is_refused_is_told_in_the_servers_words(
    browser: Browser, fake: FakeGateway
) -> None:
    async def common(_: Request) -> Response:
        why = {"loc": ["body", "password"], "msg": "Value error, is among those tried first"}
        return problem(422, "invalid_request", [why])

    fake.instead["/users/register"] = [common]
    session = await browser.state(SessionState)

    await events_of(session.register(GOOD))

    assert session.field_errors == {"password": "The password is among those tried first."}


@pytest.mark.parametrize(("providers", "is_offered"), [(["google"], True), ([], False)])
async def test_google_is_offered_where_the_gateway_knows_it(
    browser: Browser, fake: FakeGateway, providers: list[str], is_offered: bool
) -> None:
    fake.providers = providers
    browser.go("/login")
    session = await browser.state(SessionState)

    await events_of(session.load())

    assert session.has_google is is_offered


async def test_the_way_to_google_remembers_where_one_wanted_to_go(browser: Browser) -> None:
    browser.go("/login?next=/checkout")
    session = await browser.state(SessionState)
    await events_of(session.load())

    (event,) = await events_of(session.continue_with_google())

    assert "/session/google/start?next=%2Fcheckout" in told(event)


async def test_who_says_no_at_google_keeps_the_way_back(browser: Browser) -> None:
    session = await browser.state(SessionState)
    browser.go("/login?next=/checkout")
    await events_of(session.load())
    await events_of(session.continue_with_google())

    browser.go("/login?problem=google_denied")
    await events_of(session.load())

    assert session.next_path == "/checkout"


@pytest.mark.parametrize(
    ("problem_code", "words"),
    [
        ("google_denied", "did not continue with Google"),
        ("google_account_exists", "reset the password by mail"),
        ("<script>", ""),
    ],
)
async def test_who_is_led_back_from_google_is_told_why(
    browser: Browser, problem_code: str, words: str
) -> None:
    browser.go(f"/login?problem={problem_code}")
    session = await browser.state(SessionState)

    await events_of(session.load())

    assert words in session.form_error
    assert bool(words) == bool(session.form_error)
