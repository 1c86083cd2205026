import pytest

from storefront.state.staff_templates import StaffTemplatesState
from storefront.web.worker import Worker
from tests.unit.storefront.browser import Browser, events_of
from tests.unit.storefront.fake_gateway import FakeGateway
from tests.unit.storefront.state.staff_office import at_the_desk, says

NAMES = [
    {"name": "welcome", "subject": "Welcome to Vitrine"},
    {"name": "order_placed", "subject": "Order #42 Confirmed"},
]


@pytest.fixture
async def clerk(worker: Worker, fake: FakeGateway) -> Browser:
    browser = await at_the_desk(worker, fake)
    says(fake, "/notifications/templates", {"templates": NAMES})
    for one in NAMES:
        body = {"subject": one["subject"], "html": f"<p>{one['name']}</p>", "text": one["name"]}
        says(fake, f"/notifications/templates/{one['name']}/preview", body)
    return browser


async def shown(browser: Browser, address: str) -> StaffTemplatesState:
    browser.go(address)
    templates = await browser.state(StaffTemplatesState)
    await events_of(templates.load())
    return templates


async def test_the_first_template_is_shown_when_none_is_named(clerk: Browser) -> None:
    templates = await shown(clerk, "/staff/messages/templates")

    assert [(one.label, one.href) for one in templates.templates] == [
        ("Welcome", "/staff/messages/templates?name=welcome"),
        ("Order placed", "/staff/messages/templates?name=order_placed"),
    ]
    assert (templates.chosen, templates.body.subject) == ("welcome", "Welcome to Vitrine")


async def test_the_address_names_the_template(clerk: Browser) -> None:
    templates = await shown(clerk, "/staff/messages/templates?name=order_placed")

    assert templates.body.text == "order_placed"
    assert templates.frame.endswith("<p>order_placed</p>")


async def test_a_name_that_is_none_of_ours_is_asked_of_nobody(
    clerk: Browser, fake: FakeGateway
) -> None:
    templates = await shown(clerk, "/staff/messages/templates?name=../5/mail")

    assert templates.chosen == "welcome"
    assert [one.url.path for one in fake.requests] == [
        "/notifications/templates",
        "/notifications/templates/welcome/preview",
    ]


async def test_a_customer_sees_no_template(
    worker: Worker, fake: FakeGateway, clerk: Browser
) -> None:
    del clerk
    browser = await at_the_desk(worker, fake, role="customer")

    templates = await shown(browser, "/staff/messages/templates")

    assert (templates.templates, templates.body.html, fake.requests) == ([], "", [])
