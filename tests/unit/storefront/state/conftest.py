import pytest

from storefront.web.worker import Worker
from tests.unit.storefront.browser import Browser
from tests.unit.storefront.fake_gateway import FakeGateway


@pytest.fixture
async def shopper(worker: Worker, fake: FakeGateway) -> Browser:
    """A browser with somebody signed in at it."""
    browser = Browser(worker)
    await browser.sign_in(fake.sign_somebody_in())
    return browser
