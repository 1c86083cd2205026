import json
from typing import Any
from urllib.parse import unquote

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from storefront.state import staff_messages
from storefront.state.staff_messages import StaffMailsState, StaffMailState
from storefront.web.worker import Worker
from tests.unit.storefront.browser import Browser, events_of, told
from tests.unit.storefront.fake_gateway import NOW, FakeGateway
from tests.unit.storefront.state.staff_office import at_the_desk, refuses, says

NOT_STAFF = "Only the shop's staff can do that. Sign in with a staff account."
COUNTS = {"failed": 1, "pending": 2, "sent_today": 3}
REFUSED = "The mail server refused the mail: 554 no such user"
NOBODY = "The mail address is not usable"


def a_mail(mail_id: int, status: str = "sent", **fields: Any) -> dict[str, Any]:
    return {
        "id": mail_id,
        "type": "order_confirmation",
        "recipient_email": "ann@example.com",
        "subject": f"Order #{mail_id} Confirmed",
        "order_id": 1042,
        "user_id": 7,
        "status": status,
        "error_message": None,
        "created_at": NOW,
        "sent_at": NOW if status == "sent" else None,
        "resend_of_id": None,
    } | fields


def some_mails(*mails: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"notifications": list(mails), "total": len(mails), "next_cursor": None} | fields


def as_sent(**fields: Any) -> dict[str, Any]:
    return {
        "subject": "Order #5 Confirmed",
        "from": "Vitrine <shop@example.com>",
        "to": "ann@example.com",
        "html": "<!doctype html><html><head></head><body>Thank you</body></html>",
        "text": "Thank you",
        "is_redacted": False,
        "headers": [{"name": "Message-ID", "value": "<5@example.com>"}],
        "delivery": {
            "attempts": 1,
            "attempts_allowed": 8,
            "next_attempt_at": None,
            "resent_by": None,
        },
    } | fields


@pytest.fixture
async def clerk(worker: Worker, fake: FakeGateway) -> Browser:
    browser = await at_the_desk(worker, fake)
    says(fake, "/notifications/stats", COUNTS)
    says(fake, "/notifications", some_mails(a_mail(6, "failed", error_message=NOBODY), a_mail(5)))
    browser.go("/staff/messages")
    return browser


async def listed(browser: Browser) -> StaffMailsState:
    mails = await browser.state(StaffMailsState)
    await events_of(mails.load())
    return mails


async def opened(
    browser: Browser, fake: FakeGateway, mail: dict[str, Any], **sent: Any
) -> StaffMailState:
    says(fake, f"/notifications/{mail['id']}", mail)
    says(fake, f"/notifications/{mail['id']}/mail", as_sent(**sent))
    browser.go(f"/staff/messages/{mail['id']}")
    state = await browser.state(StaffMailState)
    await events_of(state.load())
    return state


async def test_staff_sees_everybodys_mails_and_how_they_are_doing(clerk: Browser) -> None:
    mails = await listed(clerk)

    first, second = mails.mails
    assert (first.status_label, first.problem, first.href) == (
        "Failed",
        NOBODY,
        "/staff/messages/6",
    )
    assert (second.status_label, second.kind, second.order_number) == (
        "Sent",
        "Order placed",
        "#1042",
    )
    figures = mails.figures
    assert (figures.failed, figures.waiting, figures.sent_today) == (1, 2, 3)


async def test_the_address_says_which_mails_are_shown(clerk: Browser, fake: FakeGateway) -> None:
    clerk.go("/staff/messages?q=ann@&status=failed&kind=welcome&user=7")

    await listed(clerk)

    (request,) = fake.asked("/notifications")
    assert dict(request.query_params) == {
        "page_size": "50",
        "recipient": "ann@",
        "status": "failed",
        "type": "welcome",
        "user_id": "7",
    }


async def test_a_search_becomes_an_address(clerk: Browser) -> None:
    mails = await clerk.state(StaffMailsState)

    (event,) = await events_of(mails.search({"q": " ann ", "status": "failed", "user": ["x"]}))

    assert "/staff/messages?q=ann&status=failed" in unquote(told(event))


async def test_more_mails_come_by_cursor(clerk: Browser, fake: FakeGateway) -> None:
    says(fake, "/notifications", some_mails(a_mail(6), total=2, next_cursor=6))
    mails = await listed(clerk)
    says(fake, "/notifications", some_mails(a_mail(5), total=2))

    await events_of(mails.load_more())

    assert [row.id for row in mails.mails] == [6, 5]
    assert fake.asked("/notifications")[-1].query_params["cursor"] == "6"
    assert not mails.has_more


async def test_a_failed_mail_is_sent_again_from_the_list_and_followed(
    clerk: Browser, fake: FakeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    mails = await listed(clerk)
    says(fake, "/notifications/retry/6", a_mail(6, "pending"))

    toast, go_on = await events_of(mails.retry(6))

    assert len(fake.asked("/notifications/retry/6", "POST")) == 1
    assert [row.status_label for row in mails.mails] == ["Waiting", "Sent"]
    assert "ann@example.com is on its way again" in told(toast)

    fares = ["pending", "pending", "sent"]
    monkeypatch.setattr(staff_messages, "PAUSE", 0)

    async def fare(_: Request) -> Response:
        return JSONResponse(a_mail(6, fares.pop(0)))

    fake.instead["/notifications/6"] = [fare] * len(fares)
    await events_of(go_on.handler.fn(mails, 6))
    assert [row.status_label for row in mails.mails] == ["Sent", "Sent"]
    assert fares == []


async def test_a_mail_whose_link_is_over_stays_failed_and_the_reason_is_told(
    clerk: Browser, fake: FakeGateway
) -> None:
    mails = await listed(clerk)
    over = "The link in this mail is no longer valid; its reader can ask for a new one"
    refuses(fake, "/notifications/retry/6", status=409, code="mailed_link_is_over", detail=over)

    assert await events_of(mails.retry(6)) == []

    assert mails.error == over
    assert mails.mails[0].status == "failed"


async def test_a_mail_is_shown_as_it_was_sent_with_how_it_fared(
    clerk: Browser, fake: FakeGateway
) -> None:
    state = await opened(clerk, fake, a_mail(5))

    assert state.mail.body.text == "Thank you"
    assert "<body>Thank you</body>" in state.frame
    assert [(one.name, one.value) for one in state.mail.headers] == [
        ("Message-ID", "<5@example.com>")
    ]
    assert (state.mail.attempts, state.mail.next_attempt) == ("1 of 8", "")
    assert (state.mail.can_retry, state.mail.can_resend) == (False, True)


@pytest.mark.parametrize(
    ("problem", "advice"),
    [(REFUSED, "is the mailbox full?"), (NOBODY, "another address"), ("Odd", "")],
)
async def test_a_failed_mail_says_why_and_what_to_do(
    clerk: Browser, fake: FakeGateway, problem: str, advice: str
) -> None:
    state = await opened(clerk, fake, a_mail(6, "failed", error_message=problem))

    assert state.mail.problem == problem
    assert advice in state.mail.advice
    assert (state.mail.can_retry, state.mail.can_resend) == (True, False)


async def test_a_mail_that_waits_for_its_next_attempt_wants_nobody(
    clerk: Browser, fake: FakeGateway
) -> None:
    problem = "The mail server did not answer in time"
    state = await opened(clerk, fake, a_mail(6, "pending", error_message=problem))

    assert (state.mail.problem, state.mail.advice) == (problem, "It is tried again by itself.")
    assert not state.mail.can_retry


async def test_a_failed_mail_is_sent_again_from_its_page_and_followed(
    clerk: Browser, fake: FakeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = await opened(clerk, fake, a_mail(6, "failed", error_message=REFUSED))
    says(fake, "/notifications/retry/6", a_mail(6, "pending"))
    says(fake, "/notifications/6", a_mail(6, "pending"))

    toast, go_on = await events_of(state.retry())

    assert len(fake.asked("/notifications/retry/6", "POST")) == 1
    assert (state.mail.status_label, state.mail.can_retry) == ("Waiting", False)
    assert "on its way again" in told(toast)

    monkeypatch.setattr(staff_messages, "PAUSE", 0)
    says(fake, "/notifications/6", a_mail(6, "sent"))
    await events_of(go_on.handler.fn(state))
    assert state.mail.status_label == "Sent"


async def test_a_mail_that_stays_on_its_way_is_not_followed_for_ever(
    clerk: Browser, fake: FakeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staff_messages, "PAUSE", 0)
    monkeypatch.setattr(staff_messages, "LOOKS", 3)
    state = await opened(clerk, fake, a_mail(6, "pending"))
    fake.requests.clear()

    await events_of(StaffMailState.event_handlers["follow"].fn(state))

    assert len(fake.asked("/notifications/6")) == 3


async def test_a_copy_is_asked_for_before_it_is_sent_and_sent_once_however_often_pressed(
    clerk: Browser, fake: FakeGateway
) -> None:
    state = await opened(clerk, fake, a_mail(5))
    says(fake, "/notifications/5/resend", a_mail(9, "pending", resend_of_id=5))

    await events_of(state.resend())
    assert fake.asked("/notifications/5/resend") == []
    await events_of(state.ask())
    toast, way = await events_of(state.resend())
    await events_of(state.resend())

    (request,) = fake.asked("/notifications/5/resend", "POST")
    assert json.loads(await request.body()) == {"confirm": True}
    assert len(request.headers["idempotency-key"]) > 16
    assert "A second copy is on its way to ann@example.com." in told(toast)
    assert "/staff/messages/9" in told(way)


async def test_an_answer_that_got_lost_makes_no_second_copy(
    clerk: Browser, fake: FakeGateway
) -> None:
    state = await opened(clerk, fake, a_mail(5))
    refuses(fake, "/notifications/5/resend", status=500, code="internal", detail="")
    await events_of(state.ask())

    await events_of(state.resend())
    assert state.is_asking
    says(fake, "/notifications/5/resend", a_mail(9, "pending", resend_of_id=5))
    await events_of(state.resend())

    keys = {one.headers["idempotency-key"] for one in fake.asked("/notifications/5/resend")}
    assert len(keys) == 1


async def test_whoever_says_not_now_sends_nothing(clerk: Browser, fake: FakeGateway) -> None:
    state = await opened(clerk, fake, a_mail(5))

    await events_of(state.ask())
    await events_of(state.never_mind())
    await events_of(state.resend())

    assert fake.asked("/notifications/5/resend") == []


async def test_a_mail_with_a_one_time_link_is_not_offered_a_second_time(
    clerk: Browser, fake: FakeGateway
) -> None:
    state = await opened(clerk, fake, a_mail(5, type="password_reset"), is_redacted=True)

    await events_of(state.ask())

    assert state.mail.is_hidden
    assert state.frame  # all but the link is shown
    assert (state.mail.can_resend, state.is_asking) == (False, False)


async def test_a_copy_says_which_mail_it_repeats_and_who_wanted_it(
    clerk: Browser, fake: FakeGateway
) -> None:
    delivery = {"attempts": 0, "attempts_allowed": 8, "next_attempt_at": NOW, "resent_by": 2}
    state = await opened(clerk, fake, a_mail(9, "pending", resend_of_id=5), delivery=delivery)

    assert (state.mail.first_href, state.mail.wanted_by) == ("/staff/messages/5", "staff 2")
    assert state.mail.next_attempt != ""


async def test_a_mail_is_looked_at_by_night_and_on_a_phone(
    clerk: Browser, fake: FakeGateway
) -> None:
    rule = "@media (prefers-color-scheme: dark) { p { color: white } }"
    html = f"<!doctype html><html><head><style>{rule}</style></head><body></body></html>"
    state = await opened(clerk, fake, a_mail(5), html=html)

    assert "@media not all {" in state.frame
    await events_of(state.show_by("dark"))
    await events_of(state.show_on("narrow"))

    assert "@media all {" in state.frame
    assert '<base target="_blank">' in state.frame
    assert state.width == "narrow"
    await events_of(state.show_on("</iframe>"))
    assert state.width == "wide"


async def test_a_mail_that_is_none_is_missing(clerk: Browser) -> None:
    clerk.go("/staff/messages/nonsense")
    state = await clerk.state(StaffMailState)

    await events_of(state.load())

    assert state.is_missing


@pytest.mark.parametrize("who", ["customer", "guest"])
async def test_who_is_not_staff_sees_and_sends_nothing(
    who: str, worker: Worker, fake: FakeGateway, clerk: Browser
) -> None:
    shown = (await opened(clerk, fake, a_mail(5))).mail
    browser = Browser(worker) if who == "guest" else await at_the_desk(worker, fake, role=who)
    browser.go("/staff/messages/5")
    mails, mail = await browser.state(StaffMailsState), await browser.state(StaffMailState)
    fake.requests.clear()

    await events_of(mails.load())
    await events_of(mails.load_more())
    await events_of(mails.retry(6))
    await events_of(mail.load())
    mail.mail = shown
    await events_of(mail.ask())
    await events_of(mail.resend())
    mail.mail = shown
    await events_of(mail.retry())

    assert (mails.mails, mails.error) == ([], NOT_STAFF)
    assert (mail.mail.id, mail.error) == (0, NOT_STAFF)
    assert fake.requests == []


@pytest.mark.parametrize("mail_id", [0, -1, 2**31, "6/../7", None, [6], True])
async def test_nonsense_from_a_browser_sends_nothing(
    clerk: Browser, fake: FakeGateway, mail_id: object
) -> None:
    mails = await listed(clerk)
    fake.requests.clear()

    await events_of(mails.retry(mail_id))  # pyright: ignore[reportArgumentType]  # on purpose

    assert fake.requests == []
