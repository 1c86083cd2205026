import json
from collections.abc import AsyncGenerator, Callable
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response

from storefront.state.account import AccountState
from storefront.state.session import SessionState
from storefront.web.worker import Worker
from tests.unit.storefront.browser import Browser, events_of, told
from tests.unit.storefront.fake_gateway import PASSWORD, FakeGateway, problem

OTHER = "00000000-0000-0000-0000-000000000002"
CHANGE = {"current_password": PASSWORD, "new_password": "another good password"}
Act = Callable[[AccountState], AsyncGenerator[Any, None]]
CLOSE = {"password_to_close": PASSWORD, "is_sure": "on"}

ACTS: dict[str, Act] = {
    "load": lambda state: state.load(),
    "rename": lambda state: state.rename({"username": "eve"}),
    "email": lambda state: state.change_email({"email": "e@example.com"}),
    "verification": lambda state: state.mail_verification(),
    "password": lambda state: state.change_password(CHANGE),
    "mailed password": lambda state: state.mail_password(),
    "device": lambda state: state.end_sign_in(OTHER),
    "everywhere": lambda state: state.sign_out_everywhere(),
    "close": lambda state: state.close(CLOSE),
}


async def opened(browser: Browser) -> AccountState:
    browser.go("/account")
    state = await browser.state(AccountState)
    await events_of(state.load())
    return state


async def test_the_page_shows_who_somebody_is_and_where_they_are_signed_in(
    shopper: Browser,
) -> None:
    account = await opened(shopper)

    assert account.is_loaded
    assert (account.user_name, account.email, account.is_verified) == (
        "ann",
        "ann@example.com",
        False,
    )
    assert [(row.device, row.is_current) for row in account.sign_ins] == [
        ("Firefox on Linux", True),
        ("Firefox on Linux", False),
    ]


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
async def test_each_handler_asks_for_itself_who_is_calling(
    *, browser: Browser, fake: FakeGateway, act: Act
) -> None:
    browser.go("/account")
    state = await browser.state(AccountState)

    (event,) = await events_of(act(state))

    assert "/login?next=/account" in told(event)
    assert fake.requests == []


async def test_a_new_name_is_in_the_header_too(shopper: Browser) -> None:
    account, session = await opened(shopper), await shopper.state(SessionState)

    events = await events_of(account.rename({"username": " anna "}))
    assert [event.handler for event in events] == [SessionState.event_handlers["look_again"]]
    await events_of(session.look_again())

    assert (account.user_name, session.user_name) == ("anna", "anna")
    assert account.notes == {"name": "Saved."}


async def test_a_name_in_use_is_told_beside_it_and_focused(
    shopper: Browser, fake: FakeGateway
) -> None:
    async def taken(_: Request) -> Response:
        return problem(400, "email_or_username_taken", "Email or username already exists")

    account = await opened(shopper)
    fake.instead["/users/me"] = [taken]

    (event,) = await events_of(account.rename({"username": "bob"}))

    assert account.field_errors == {"username": "This is already in use. Please choose another."}
    assert '"username"' in told(event).replace("\\", "")
    assert account.user_name == "ann"


async def test_another_address_waits_for_its_link(shopper: Browser, fake: FakeGateway) -> None:
    account = await opened(shopper)

    await events_of(
        account.change_email({"email": "new@example.com", "password_for_email": PASSWORD})
    )

    assert (account.email, account.pending_email) == ("ann@example.com", "new@example.com")
    assert account.notes["email"].startswith("Nearly done")
    (asked,) = fake.asked("/users/me", "PATCH")
    assert json.loads(await asked.body()) == {
        "email": "new@example.com",
        "current_password": PASSWORD,
    }


async def test_another_address_needs_the_password(shopper: Browser, fake: FakeGateway) -> None:
    account = await opened(shopper)
    await events_of(account.change_email({"email": "n@example.com", "password_for_email": ""}))
    assert account.field_errors == {"password_for_email": "Please type your password."}
    assert fake.asked("/users/me", "PATCH") == []

    await events_of(account.change_email({"email": "n@example.com", "password_for_email": "no"}))

    assert account.field_errors == {"password_for_email": "That is not your password."}
    assert account.pending_email == ""


async def test_a_changed_password_leaves_this_browser_signed_in(
    shopper: Browser, worker: Worker
) -> None:
    account = await opened(shopper)

    await events_of(account.change_password(CHANGE))

    assert "password" in account.notes
    assert [row.is_current for row in account.sign_ins] == [True]
    assert (await worker.sessions.current(shopper.session_id)).is_signed_in


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"current_password": "no"}, "current_password", "That is not your password."),
        ({"current_password": ""}, "current_password", "Please type your password."),
        ({"new_password": "short"}, "new_password", "Use 8 to 72 characters for your password."),
        (
            {"new_password": "ann@example.com"},
            "new_password",
            "The password must not be your e-mail address or username.",
        ),
    ],
)
async def test_a_refused_password_is_told_beside_its_field_and_not_kept(
    *, shopper: Browser, wrong: dict[str, str], field: str, sentence: str
) -> None:
    account = await opened(shopper)

    events = await events_of(account.change_password(CHANGE | wrong))

    assert account.field_errors == {field: sentence}
    assert field in told(events[0])
    assert account.notes == {}
    assert account.busy_form == ""
    shown = json.dumps(account.dict(), default=str)  # pyright: ignore[reportUnknownMemberType]  # untyped **kwargs
    assert PASSWORD not in shown


async def test_too_many_guesses_are_told_in_minutes(shopper: Browser, fake: FakeGateway) -> None:
    async def enough(_: Request) -> Response:
        answer = problem(429, "too_many_failed_logins", "wait")
        answer.headers["Retry-After"] = "700"
        return answer

    account = await opened(shopper)
    fake.instead["/users/me/password"] = [enough]

    await events_of(account.change_password(CHANGE))

    assert account.alerts == {
        "password": "Too many attempts. Try again in 12 minutes, or reset your password."
    }


async def test_one_device_can_be_signed_out(shopper: Browser, fake: FakeGateway) -> None:
    account = await opened(shopper)

    await events_of(account.end_sign_in(OTHER))
    await events_of(account.end_sign_in(OTHER))  # it has ended by now: nothing to complain about

    assert [row.id for row in account.sign_ins] == fake.sign_in_ids
    assert OTHER not in fake.sign_in_ids
    assert account.alerts == {}


@pytest.mark.parametrize("junk", ["", "../me", "1", 7, None])
async def test_what_is_no_sign_in_is_not_asked_for(
    *, shopper: Browser, fake: FakeGateway, junk: object
) -> None:
    account = await opened(shopper)
    before = len(fake.requests)

    await events_of(account.end_sign_in(junk))  # pyright: ignore[reportArgumentType]  # as a browser may send

    assert len(fake.requests) == before


async def test_signing_out_everywhere_ends_this_browsers_session_too(
    shopper: Browser, fake: FakeGateway
) -> None:
    account = await opened(shopper)

    (event,) = await events_of(account.sign_out_everywhere())

    assert "/session/end?code=" in told(event)
    assert fake.refresh_tokens == {}


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"password_to_close": PASSWORD}, "is_sure"),
        ({"password_to_close": "", "is_sure": "on"}, "password_to_close"),
        ({"password_to_close": "no", "is_sure": "on"}, "password_to_close"),
    ],
)
async def test_an_account_is_not_closed_by_accident(
    *, shopper: Browser, form: dict[str, str], field: str, worker: Worker
) -> None:
    account = await opened(shopper)

    await events_of(account.close(form))

    assert set(account.field_errors) == {field}
    assert (await worker.sessions.current(shopper.session_id)).is_signed_in


async def test_a_closed_account_is_left_through_the_door(
    shopper: Browser, fake: FakeGateway
) -> None:
    account = await opened(shopper)

    events = await events_of(account.close(CLOSE))

    assert "/session/end?code=" in told(events[0])
    assert len(fake.asked("/users/me", "DELETE")) == 1


async def test_who_was_signed_out_elsewhere_is_told_so_at_the_door_and_led_back(
    shopper: Browser, fake: FakeGateway
) -> None:
    account, session = await opened(shopper), await shopper.state(SessionState)
    await events_of(session.load())
    fake.refresh_tokens.clear()
    fake.access_tokens.clear()

    (event,) = await events_of(account.mail_verification())
    assert "/login?next=/account" in told(event)
    shopper.go("/login?next=/account")
    await events_of(session.load())

    assert session.notice == "You have been signed out. Please sign in again."
    assert session.next_path == "/account"
    assert not session.is_signed_in
    assert account.email == ""  # nothing of the person is left in the tab


async def test_who_has_no_password_is_known_from_the_start(
    shopper: Browser, fake: FakeGateway
) -> None:
    fake.has_password = False

    account = await opened(shopper)

    assert not account.has_password


async def no_password_set(_: Request) -> Response:
    return problem(409, "no_password_set", "This account has no password yet.")


ASKED_FOR_A_PASSWORD: dict[str, tuple[str, Act]] = {
    "password": ("/users/me/password", lambda state: state.change_password(CHANGE)),
    "email": (
        "/users/me",
        lambda state: state.change_email(
            {"email": "e@example.com", "password_for_email": PASSWORD}
        ),
    ),
    "closing": ("/users/me", lambda state: state.close(CLOSE)),
}


@pytest.mark.parametrize("form", ASKED_FOR_A_PASSWORD)
async def test_who_has_no_password_is_asked_for_none_and_sets_one_by_mail(
    shopper: Browser, fake: FakeGateway, form: str
) -> None:
    path, act = ASKED_FOR_A_PASSWORD[form]
    account = await opened(shopper)
    assert account.has_password
    fake.instead[path] = [no_password_set]

    await events_of(act(account))

    assert not account.has_password
    assert account.alerts == {form: "You have no password yet. Set one by mail first."}
    assert account.field_errors == {}

    await events_of(account.mail_password())

    assert [await one.json() for one in fake.asked("/users/password-reset")] == [
        {"email": "ann@example.com"}
    ]
    assert account.notes == {"password": "A link is on its way to ann@example.com."}
