"""The console's Messages by the browser: a mail as it was sent, once more, and what got stuck."""

import time
from collections.abc import Callable
from typing import Any, Final, cast

import boto3
import pytest
from playwright.sync_api import Page, expect

from backend_services.contracts.users import UserPasswordChangedV1
from backend_services.shared.clock import SystemClock
from backend_services.shared.ids import new_id
from backend_services.shared.messaging.envelope import Envelope
from tests.e2e.axe import violations
from tests.e2e.conftest import PORT_SHIFT
from tests.e2e.journey import PASSWORD, mails_to, somebody
from tests.e2e.shop import Shop

GOODS: Final = "Bento box"
BROKER: Final = f"http://127.0.0.1:{14566 + PORT_SHIFT}"
DEAD_LETTERS: Final = "notifications-users-dlq.fifo"


@pytest.fixture
def desk(page: Page) -> Page:
    page.goto("/login?next=/staff/messages")
    page.get_by_role("button", name="Staff").click()
    expect(page.get_by_role("heading", level=1, name="Messages")).to_be_visible()
    return page


def until(condition: Callable[[], bool]) -> None:
    """Wait for what no page shows; the test's own time limit is the end of patience."""
    while not condition():
        time.sleep(0.05)


def order_something(shop: Shop) -> tuple[str, int]:
    """By somebody new: their address and the order's number."""
    person = somebody()
    account = {"email": person.email, "username": person.name, "password": PASSWORD}
    shop.call("/users/register", account, method="POST")
    lines = [{"product_id": shop.product(GOODS)["id"], "quantity": 1}]
    token = shop.token(person.email, PASSWORD)
    order = shop.call("/orders", {"items": lines}, method="POST", token=token)
    return person.email, order["id"]


def bodies_to(shop: Shop, address: str, *, subject: str) -> list[str]:
    found = [mail for mail in mails_to(shop, address) if mail["Subject"] == subject]
    parts = [mail.get_body(("html",)) for mail in found]
    return [part.get_content() for part in parts if part is not None]


def put_among_the_dead_letters(*, to: str) -> None:
    """As if notifications had given up a fact about somebody at that address."""
    event = UserPasswordChangedV1(user_id=2**31 - 1, email=to, username="Zoe")
    envelope = Envelope(
        event_id=new_id(),
        aggregate=f"user:{2**31 - 1}",
        sequence=1,
        occurred_at=SystemClock().now(),
        event=event,
    )
    sqs: Any = cast("Any", boto3).client(
        "sqs",
        endpoint_url=BROKER,
        region_name="us-east-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
    sqs.send_message(
        QueueUrl=sqs.get_queue_url(QueueName=DEAD_LETTERS)["QueueUrl"],
        MessageBody=envelope.encode(),
        MessageGroupId=envelope.aggregate,
        MessageDeduplicationId=str(new_id()),
    )


def test_a_mail_is_shown_as_it_was_sent_in_a_sandbox_and_sent_once_more(
    desk: Page, shop: Shop
) -> None:
    address, order_id = order_something(shop)
    subject = f"Order #{order_id} Confirmed"
    until(lambda: len(bodies_to(shop, address, subject=subject)) == 1)

    desk.goto(f"/staff/orders/{order_id}")
    desk.get_by_role("link", name=subject).click()
    frame = desk.get_by_title("The mail")
    expect(frame).to_have_attribute("sandbox", "")
    expect(frame.content_frame.get_by_text(GOODS)).to_be_visible()
    # Its links ask for a window, which the sandbox refuses: nobody is led away from the mail.
    expect(frame.content_frame.locator("base")).to_have_attribute("target", "_blank")
    desk.get_by_role("button", name="Dark", exact=True).click()
    expect(frame.content_frame.locator("body")).to_have_css("background-color", "rgb(20, 18, 15)")
    expect(desk.get_by_role("region", name="The mail without pictures")).to_contain_text(GOODS)
    assert violations(desk) == []

    desk.get_by_role("button", name="Send once more").click()
    desk.get_by_role("group", name="Confirm the copy").get_by_role(
        "button", name="Send a copy"
    ).click()
    expect(desk.get_by_role("link", name="the first mail")).to_be_visible()
    until(lambda: len(bodies_to(shop, address, subject=subject)) == 2)
    first, second = bodies_to(shop, address, subject=subject)
    assert first == second
    desk.goto(f"/staff/messages?q={address}&kind=order_confirmation")
    expect(desk.get_by_text("2 of 2 mails")).to_be_visible()


def test_each_template_is_previewed_with_made_up_contents(desk: Page) -> None:
    desk.get_by_role("link", name="Templates").click()
    desk.get_by_role("navigation", name="Templates").get_by_role(
        "link", name="Order shipped"
    ).click()

    frame = desk.get_by_title("The sample").content_frame
    expect(frame.get_by_text("VT 0042 1977")).to_be_visible()
    expect(desk.get_by_role("region", name="The mail without pictures")).to_contain_text(
        "VT 0042 1977"
    )
    assert violations(desk) == []


def test_what_got_stuck_is_sent_back_and_a_failed_mail_is_retried(desk: Page) -> None:
    name = f"nobody at {new_id().hex[-12:]}"  # no address that a mail could go to
    desk.goto("/staff/messages/dead-letters")
    expect(desk.get_by_text("Nothing is stuck")).to_be_visible()
    put_among_the_dead_letters(to=name)
    desk.get_by_role("button", name="Look again").click()
    expect(desk.get_by_text("1 message put aside")).to_be_visible()
    assert violations(desk) == []
    desk.get_by_role("button", name="Send all back to notifications").click()
    desk.get_by_role("button", name="Send back", exact=True).click()
    expect(desk.get_by_text("1 message went back to notifications.")).to_be_visible()
    expect(desk.get_by_text("Nothing is stuck")).to_be_visible()

    row = desk.get_by_role("row").filter(has_text=name)
    while not row.count():  # consumed in its own time
        desk.goto("/staff/messages?status=failed")
        expect(desk.get_by_text("No mails here").or_(desk.get_by_role("table"))).to_be_visible()
    assert violations(desk) == []
    row.get_by_role("link", name="Your password was changed").click()
    expect(desk.get_by_text("The mail address is not usable")).to_be_visible()
    desk.get_by_role("button", name="Retry").click()

    expect(desk.get_by_text("The same mail is on its way again.")).to_be_visible()
    # Tried again, and refused again: nothing is lost, and nothing waits for ever.
    expect(desk.get_by_text("Attempts")).to_be_visible()
    while not desk.get_by_text("The mail address is not usable").count():
        desk.reload()
        expect(desk.get_by_text("Attempts")).to_be_visible()
    expect(desk.get_by_text("1 of ")).to_be_visible()
