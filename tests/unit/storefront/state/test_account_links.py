import json

import pytest
from starlette.requests import Request
from starlette.responses import Response

from storefront.state.account_links import (
    ForgottenPasswordState,
    ResetPasswordState,
    VerifyEmailState,
)
from storefront.state.session import SessionState
from tests.unit.storefront.browser import Browser, events_of, told
from tests.unit.storefront.fake_gateway import FakeGateway, problem

NEW = {"new_password": "another good password"}


async def unavailable(_: Request) -> Response:
    return problem(503, "unavailable", "later")


async def resetting(browser: Browser, link: str = "good-link") -> ResetPasswordState:
    browser.go(f"/reset-password?token={link}")
    state = await browser.state(ResetPasswordState)
    state.load()
    return state


async def verifying(browser: Browser, link: str = "good-link") -> VerifyEmailState:
    browser.go(f"/verify-email?token={link}")
    state = await browser.state(VerifyEmailState)
    await events_of(state.load())
    return state


async def test_asking_for_a_link_has_the_same_answer_for_everybody(
    browser: Browser, fake: FakeGateway
) -> None:
    state = await browser.state(ForgottenPasswordState)

    await events_of(state.ask({"email": " nobody@example.com "}))

    assert (state.sent_to, state.form_error) == ("nobody@example.com", "")
    (asked,) = fake.asked("/users/password-reset")
    assert json.loads(await asked.body()) == {"email": "nobody@example.com"}


async def test_what_is_no_address_is_told_beside_the_field_and_not_asked(
    browser: Browser, fake: FakeGateway
) -> None:
    state = await browser.state(ForgottenPasswordState)

    (event,) = await events_of(state.ask({"email": "ann"}))

    assert state.field_errors == {"email": "This does not look like an email address."}
    assert "email" in told(event)
    assert fake.requests == []


async def test_a_silent_gateway_promises_no_mail(browser: Browser, fake: FakeGateway) -> None:
    fake.instead["/users/password-reset"] = [unavailable]
    state = await browser.state(ForgottenPasswordState)

    await events_of(state.ask({"email": "ann@example.com"}))

    assert state.sent_to == ""
    assert state.form_error.startswith("The shop can't be reached")


async def test_a_secret_leaves_the_address_bar_and_never_comes_back(browser: Browser) -> None:
    browser.go("/reset-password?token=good-link")
    state = await browser.state(ResetPasswordState)

    event = state.load()

    assert event is not None
    assert "replaceState" in told(event)
    assert "good-link" not in told(event)
    assert "good-link" not in json.dumps(state.dict(), default=str)  # pyright: ignore[reportUnknownMemberType]  # untyped **kwargs
    browser.go("/reset-password")  # as a reload finds it
    state.load()
    assert not state.is_link_over


async def test_a_guest_with_a_new_password_is_led_to_sign_in_and_keeps_the_session(
    browser: Browser, fake: FakeGateway
) -> None:
    state = await resetting(browser)

    events = await events_of(state.choose(NEW))

    assert "/login?notice=reset" in told(events[0])
    (asked,) = fake.asked("/users/password-reset/confirm")
    assert json.loads(await asked.body()) == {"token": "good-link", **NEW}


async def test_a_new_password_ends_the_session_of_who_is_signed_in(shopper: Browser) -> None:
    state = await resetting(shopper)

    events = await events_of(state.choose(NEW))

    assert "/session/end?code=" in told(events[0])


async def test_the_door_says_that_the_new_password_is_set(browser: Browser) -> None:
    browser.go("/login?notice=reset")
    session = await browser.state(SessionState)

    await events_of(session.load())

    assert session.notice.startswith("Your new password is set")


@pytest.mark.parametrize("notice", ["", "unknown", "<b>x</b>"])
async def test_a_notice_is_one_of_ours_or_none(browser: Browser, notice: str) -> None:
    browser.go(f"/login?notice={notice}")
    session = await browser.state(SessionState)

    await events_of(session.load())

    assert session.notice == ""


@pytest.mark.parametrize("token", ["", "used", "x" * 257])
async def test_a_dead_reset_link_is_said_so(browser: Browser, token: str) -> None:
    state = await resetting(browser, token)

    if not state.is_link_over:
        await events_of(state.choose(NEW))

    assert state.is_link_over


async def test_a_weak_password_is_told_beside_the_field_and_the_link_still_works(
    browser: Browser, fake: FakeGateway
) -> None:
    state = await resetting(browser)

    events = await events_of(state.choose({"new_password": "ann@example.com"}))

    assert state.field_errors == {
        "new_password": "The password must not be your e-mail address or username."
    }
    assert "new_password" in told(events[0])
    assert not state.is_link_over
    await events_of(state.choose(NEW))
    assert fake.links == set()


async def test_a_link_confirms_the_address_when_the_page_opens(
    browser: Browser, fake: FakeGateway
) -> None:
    state = await verifying(browser)

    assert (state.outcome, state.email) == ("done", "ann@example.com")
    assert fake.is_verified


async def test_a_reload_of_a_confirmed_page_stays_confirmed(
    browser: Browser, fake: FakeGateway
) -> None:
    state = await verifying(browser)
    browser.go("/verify-email")

    await events_of(state.load())

    assert state.outcome == "done"
    assert len(fake.asked("/users/verify-email")) == 1


@pytest.mark.parametrize("token", ["", "used", "x" * 257])
async def test_a_dead_link_confirms_nothing(
    browser: Browser, fake: FakeGateway, token: str
) -> None:
    state = await verifying(browser, token)

    assert state.outcome == "over"
    assert not fake.is_verified


async def test_an_address_taken_meanwhile_is_said_so(browser: Browser, fake: FakeGateway) -> None:
    async def taken(_: Request) -> Response:
        return problem(409, "address_taken", "taken")

    fake.instead["/users/verify-email"] = [taken]

    assert (await verifying(browser)).outcome == "taken"


async def test_a_link_that_nobody_could_look_at_is_tried_again_by_hand(
    browser: Browser, fake: FakeGateway
) -> None:
    fake.instead["/users/verify-email"] = [unavailable]
    state = await verifying(browser)
    assert state.outcome == "resting"

    await events_of(state.retry())

    assert state.outcome == "done"


async def test_a_new_link_is_mailed_to_who_is_signed_in(
    shopper: Browser, fake: FakeGateway
) -> None:
    state = await verifying(shopper, "used")

    await events_of(state.mail_again())

    assert state.note.startswith("A new link is on its way")
    assert len(fake.asked("/users/me/verification")) == 1


async def test_a_guest_is_asked_to_sign_in_for_a_new_link(
    browser: Browser, fake: FakeGateway
) -> None:
    state = await verifying(browser, "used")

    (event,) = await events_of(state.mail_again())

    assert "/login?next=/account" in told(event)
    assert fake.asked("/users/me/verification") == []
