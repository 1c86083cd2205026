import json
from typing import Any

import pytest

from storefront.state.staff_dead_letters import StaffDeadLettersState
from storefront.web.worker import Worker
from tests.unit.storefront.browser import Browser, events_of, told
from tests.unit.storefront.fake_gateway import NOW, FakeGateway
from tests.unit.storefront.state.staff_office import at_the_desk, refuses, says

NOT_STAFF = "Only the shop's staff can do that. Sign in with a staff account."
QUEUE = "notifications-orders.fifo"


def a_letter(letter_id: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": letter_id,
        "queue": QUEUE,
        "event_id": "017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
        "type": "order.created",
        "aggregate": "order:42",
        "happened_at": NOW,
        "attempts": 5,
        "reason": "TemplateError in mail_rendering.py:52",
        "failed_at": NOW,
        "redriven_at": None,
        "redriven_by": None,
    } | fields


def a_box(*letters: dict[str, Any], waiting: int | None = None) -> dict[str, Any]:
    depth = len(letters) if waiting is None else waiting
    return {
        "items": list(letters),
        "total": len(letters),
        "limit": 50,
        "offset": 0,
        "depths": {QUEUE: depth},
    }


@pytest.fixture
async def clerk(worker: Worker, fake: FakeGateway) -> Browser:
    browser = await at_the_desk(worker, fake)
    for service in ("products", "orders", "notifications"):
        says(fake, f"/dead-letters/{service}", a_box())
    browser.go("/staff/messages/dead-letters")
    return browser


async def looked(browser: Browser) -> StaffDeadLettersState:
    state = await browser.state(StaffDeadLettersState)
    await events_of(state.load())
    return state


async def test_when_nothing_is_stuck_the_page_says_so(clerk: Browser) -> None:
    state = await looked(clerk)

    assert state.is_empty
    assert [box.service for box in state.boxes] == ["products", "orders", "notifications"]


async def test_what_was_given_up_is_shown_with_reason_and_subject(
    clerk: Browser, fake: FakeGateway
) -> None:
    unreadable = a_letter(4, type=None, aggregate=None, happened_at=None)
    says(fake, "/dead-letters/notifications", a_box(a_letter(3), unreadable, waiting=5))

    state = await looked(clerk)

    box = state.boxes[2]
    first, second = box.letters
    assert not state.is_empty
    assert (first.what, first.about, first.about_href) == (
        "order.created",
        "order 42",
        "/staff/orders/42",
    )
    assert (first.reason, first.attempts) == ("TemplateError in mail_rendering.py:52", 5)
    assert (second.what, second.about, second.about_href, second.happened_at) == (
        "Could not be read",
        "",
        "",
        "",
    )
    assert box.summary == "5 messages put aside; 3 without a noted reason"


async def test_a_message_that_is_about_to_be_put_aside_is_told_apart(
    clerk: Browser, fake: FakeGateway
) -> None:
    says(fake, "/dead-letters/orders", a_box(a_letter(3), waiting=0))

    state = await looked(clerk)

    assert not state.is_empty
    assert state.boxes[1].summary == "Nothing put aside; 1 not there yet, or not any more"


async def test_a_service_that_is_down_hides_no_other(clerk: Browser, fake: FakeGateway) -> None:
    says(fake, "/dead-letters/orders", a_box(a_letter(3)))
    refuses(fake, "/dead-letters/products", status=500, code="internal", detail="")

    state = await looked(clerk)

    products, orders, _ = state.boxes
    assert "Something went wrong on our side" in products.problem
    assert [letter.id for letter in orders.letters] == [3]
    assert (state.is_empty, state.error) == (False, "")


async def test_what_a_message_says_stands_beside_it(clerk: Browser, fake: FakeGateway) -> None:
    says(fake, "/dead-letters/orders", a_box(a_letter(3), a_letter(4)))
    says(fake, "/dead-letters/notifications", a_box(a_letter(3)))
    state = await looked(clerk)
    says(fake, "/dead-letters/orders/3", {"fields": {"order_id": "42", "lines": "2"}})
    says(fake, "/dead-letters/orders/4", {"fields": {}})

    await events_of(state.look_inside("orders", 3))
    await events_of(state.look_inside("orders", 4))

    assert [letter.contents for letter in state.boxes[1].letters] == [
        "order id: 42 · lines: 2",
        "Nothing in it can be shown.",
    ]
    assert state.boxes[2].letters[0].contents == ""


async def test_one_is_sent_back_after_a_yes(clerk: Browser, fake: FakeGateway) -> None:
    says(fake, "/dead-letters/notifications", a_box(a_letter(3)))
    state = await looked(clerk)
    says(fake, "/dead-letters/notifications/3/redrive", {"redriven": 1})
    says(fake, "/dead-letters/notifications", a_box())

    await events_of(state.redrive())
    assert fake.asked("/dead-letters/notifications/3/redrive") == []
    await events_of(state.ask("notifications", 3))
    (toast,) = await events_of(state.redrive())

    assert len(fake.asked("/dead-letters/notifications/3/redrive", "POST")) == 1
    assert "1 message went back to notifications." in told(toast)
    assert (state.is_empty, state.service) == (True, "")


async def test_all_of_a_service_are_sent_back_call_by_call(
    clerk: Browser, fake: FakeGateway
) -> None:
    says(fake, "/dead-letters/orders", a_box(a_letter(3), waiting=130))
    state = await looked(clerk)
    says(fake, "/dead-letters/orders/redrive", {"redriven": 100})
    rest = fake.instead["/dead-letters/orders/redrive"][:1]
    says(fake, "/dead-letters/orders/redrive", {"redriven": 30})
    fake.instead["/dead-letters/orders/redrive"][:0] = rest

    await events_of(state.ask("orders", 0))
    (toast,) = await events_of(state.redrive())

    first, second = fake.asked("/dead-letters/orders/redrive", "POST")
    assert json.loads(await first.body()) == json.loads(await second.body()) == {"limit": 100}
    assert "130 messages went back to orders." in told(toast)


async def test_one_that_is_gone_is_told_and_the_question_stays(
    clerk: Browser, fake: FakeGateway
) -> None:
    state = await looked(clerk)
    gone = "This message is not among the dead letters any more"
    path = "/dead-letters/orders/3/redrive"
    refuses(fake, path, status=409, code="dead_letter_gone", detail=gone)

    await events_of(state.ask("orders", 3))

    assert await events_of(state.redrive()) == []
    assert (state.error, state.service) == (gone, "orders")


async def test_whoever_says_not_now_sends_nothing_back(clerk: Browser, fake: FakeGateway) -> None:
    state = await looked(clerk)
    fake.requests.clear()

    await events_of(state.ask("orders", 3))
    await events_of(state.never_mind())
    await events_of(state.redrive())

    assert fake.requests == []


@pytest.mark.parametrize(
    ("service", "letter_id"),
    [("users", 0), ("orders/../users", 3), ("orders", -1), ("orders", "3"), (None, 3), ([], [])],
)
async def test_nonsense_from_a_browser_sends_nothing_back(
    clerk: Browser, fake: FakeGateway, service: object, letter_id: object
) -> None:
    state = await looked(clerk)
    fake.requests.clear()

    await events_of(state.ask(service, letter_id))  # pyright: ignore[reportArgumentType]  # on purpose
    await events_of(state.look_inside(service, letter_id))  # pyright: ignore[reportArgumentType]  # as above
    await events_of(state.redrive())
    # Any browser can set what it is shown.
    state.service, state.letter_id = service, letter_id  # pyright: ignore[reportAttributeAccessIssue]  # as above
    await events_of(state.redrive())

    assert fake.requests == []


@pytest.mark.parametrize("who", ["customer", "guest"])
async def test_who_is_not_staff_sees_and_sends_nothing_back(
    who: str, worker: Worker, fake: FakeGateway, clerk: Browser
) -> None:
    del clerk
    browser = Browser(worker) if who == "guest" else await at_the_desk(worker, fake, role=who)
    browser.go("/staff/messages/dead-letters")
    state = await browser.state(StaffDeadLettersState)
    fake.requests.clear()

    await events_of(state.load())
    await events_of(state.look_inside("orders", 3))
    await events_of(state.ask("orders", 0))
    await events_of(state.redrive())

    assert (state.boxes, state.error) == ([], NOT_STAFF)
    assert fake.requests == []
