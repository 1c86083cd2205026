import pytest
from starlette.requests import Request
from starlette.responses import Response

from storefront.api.client import ATTEMPTS
from storefront.state.suggestions import SuggestionsState
from tests.unit.storefront.browser import Browser, events_of
from tests.unit.storefront.fake_gateway import FakeGateway, problem


async def unavailable(_: Request) -> Response:
    return problem(503, "unavailable", "later")


async def test_typing_suggests_goods_with_their_price(browser: Browser) -> None:
    state = await browser.state(SuggestionsState)

    await events_of(state.suggest(" tea "))

    (one,) = state.suggestions
    assert (one.name, one.category, one.price) == ("Teapot", "Kitchen", "$38.50")
    assert (one.href, one.image_url) == ("/products/1", "/media/1.webp")
    assert state.note == "1 suggestion. Use the arrow keys."


async def test_another_page_knows_nothing_of_what_was_typed_before(browser: Browser) -> None:
    state = await browser.state(SuggestionsState)
    await events_of(state.suggest("tea"))

    await events_of(state.forget())

    assert (state.suggestions, state.note) == ([], "")


@pytest.mark.parametrize("typed", ["", "t", "  t  ", None, 5, ["tea"]])
async def test_too_little_or_nonsense_suggests_nothing(
    browser: Browser, fake: FakeGateway, typed: str
) -> None:
    state = await browser.state(SuggestionsState)

    await events_of(state.suggest(typed))

    assert (state.suggestions, state.note) == ([], "")
    assert fake.asked("/products/suggestions") == []


async def test_without_an_answer_the_field_stays_a_field(
    browser: Browser, fake: FakeGateway
) -> None:
    fake.instead["/products/suggestions"] = [unavailable] * ATTEMPTS
    state = await browser.state(SuggestionsState)

    await events_of(state.suggest("tea"))

    assert state.suggestions == []
