import pytest

from storefront.routes import PAGES, Page
from storefront.state.mail_view import framed
from tests.unit.storefront.components.markup import elements

FRAMED = ("/staff/messages/[notification_id]", "/staff/messages/templates")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_what_a_page_frames_may_do_nothing_and_comes_from_nowhere(page: Page) -> None:
    frames = elements(page.component(), "iframe")

    assert bool(frames) is (page.path in FRAMED)
    for frame in frames:
        assert frame["sandbox"] == ""
        assert frame["title"]
        assert "src" not in frame.props


def test_a_link_of_a_mail_leads_the_frame_nowhere() -> None:
    shown = framed(
        '<html><head><base href="/"></head><a href="/x">x</a></html>', appearance="light"
    )

    # Of several the first counts: HTML, 4.2.3.
    assert shown.startswith('<html><head><base target="_blank">')


@pytest.mark.parametrize(("appearance", "rule"), [("light", "not all"), ("dark", "all")])
def test_a_mail_is_shown_by_day_or_by_night_whatever_the_device_says(
    appearance: str, rule: str
) -> None:
    html = "<head><style>@media (prefers-color-scheme: dark) { p {} }</style></head>"

    shown = framed(html, appearance=appearance)

    assert f"@media {rule} {{ p {{}} }}" in shown
    assert f"color-scheme: {appearance} !important" in shown


def test_a_mail_that_was_not_fetched_is_an_empty_frame() -> None:
    assert framed("", appearance="dark") == ""
