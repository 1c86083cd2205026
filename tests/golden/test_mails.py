"""Each mail as it is read: `make golden` rewrites the files, the review is the diff."""

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from uuid import UUID

import pytest

from backend_services.contracts.users import RESET_LINK_LIFETIME, VERIFICATION_LINK_LIFETIME
from backend_services.notifications.adapters.mail_composer import MailComposer
from backend_services.notifications.adapters.mail_rendering import MailTemplates
from backend_services.notifications.domain.notice import (
    BackInStock,
    EmailVerification,
    MailedLink,
    Notice,
    OrderMoved,
    OrderPlaced,
    OrderStatus,
    PasswordChanged,
    PasswordReset,
    PlacedLine,
    Recipient,
    Welcome,
    back_in_stock_notice,
    email_verification_notice,
    order_moved_notice,
    order_placed_notice,
    password_changed_notice,
    password_reset_notice,
    welcome_notice,
)
from backend_services.notifications.domain.single_line import single_line

FOLDER: Final = Path(__file__).parent / "mails"
SHOP: Final = "https://vitrine.example"
EVENT_ID: Final = UUID("01936a2f-8d4e-7c31-9b5a-2f6e1d0c4b7a")
AT: Final = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
ANA: Final = Recipient(user_id=7, email="ana@example.com")
NASTY: Final = '<img src=x onerror="alert(1)"> & "Söhne"\r\nBcc: all@example.com {{ 7 * 7 }}'
TO_VERIFY: Final = MailedLink("vEr1fy-secret_of-the-link", VERIFICATION_LINK_LIFETIME)
TO_RESET: Final = MailedLink("re5et-secret_of-the-link", RESET_LINK_LIFETIME)

MAILS: Final[dict[str, Notice]] = {
    "welcome": welcome_notice(ANA, Welcome(username="ana")),
    "welcome_with_link": welcome_notice(ANA, Welcome("ana", TO_VERIFY)),
    "welcome_with_link_nasty_name": welcome_notice(ANA, Welcome(NASTY, TO_VERIFY)),
    "email_verification": email_verification_notice(ANA, EmailVerification("ana", TO_VERIFY)),
    "password_reset": password_reset_notice(ANA, PasswordReset("ana", TO_RESET)),
    "password_changed": password_changed_notice(ANA, PasswordChanged("ana")),
    "order_placed": order_placed_notice(
        ANA,
        OrderPlaced(
            order_id=42,
            lines=(
                PlacedLine(1, "Stoneware teapot", 2, "38.50", "77.00"),
                PlacedLine(2, "Rangefinder camera", 1, "1299.00", "1299.00"),
            ),
            total="1376.00",
            currency="USD",
        ),
    ),
    "order_placed_nasty_name": order_placed_notice(
        ANA,
        OrderPlaced(
            order_id=43,
            lines=(PlacedLine(3, NASTY, 1, "5.00", "5.00"),),
            total="5.00",
            currency="EUR",
        ),
    ),
    "order_confirmed": order_moved_notice(
        ANA, OrderMoved(42, OrderStatus.PENDING, OrderStatus.CONFIRMED)
    ),
    "order_shipped": order_moved_notice(
        ANA,
        OrderMoved(
            42, OrderStatus.CONFIRMED, OrderStatus.SHIPPED, tracking_number="VT 0042 1977 US"
        ),
    ),
    "order_shipped_nasty_carrier": order_moved_notice(
        ANA,
        OrderMoved(
            42,
            OrderStatus.CONFIRMED,
            OrderStatus.SHIPPED,
            tracking_number="VT42",
            carrier=NASTY,
        ),
    ),
    "order_delivered": order_moved_notice(
        ANA, OrderMoved(42, OrderStatus.SHIPPED, OrderStatus.DELIVERED)
    ),
    "order_cancelled": order_moved_notice(
        ANA,
        OrderMoved(
            42,
            OrderStatus.PENDING,
            OrderStatus.CANCELLED,
            reason="We are sorry: the last units were sold before your order could be settled.",
        ),
    ),
    "back_in_stock": back_in_stock_notice(ANA, BackInStock(1, "Stoneware teapot")),
    "back_in_stock_nasty_name": back_in_stock_notice(ANA, BackInStock(1, NASTY)),
}
each_mail = pytest.mark.parametrize("name", MAILS)


class Page(HTMLParser):
    """What a mail program would follow, load and show."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [value or "" for key, value in attrs if key in {"href", "src"}]

    def handle_data(self, data: str) -> None:
        if self.lasttag not in {"style", "title"}:
            self.words.append(data)


def composed(notice: Notice) -> bytes:
    composer = MailComposer(
        MailTemplates(shop_url=SHOP),
        sender=Address(display_name="Vitrine", addr_spec="shop@vitrine.example"),
    )
    return composer.compose(notice, event_id=EVENT_ID, at=AT, request_id="req-1")


def read(name: str) -> EmailMessage:
    message = message_from_bytes(composed(MAILS[name]), policy=SMTP)
    assert isinstance(message, EmailMessage)
    return message


def body(name: str, kind: str) -> str:
    part = read(name).get_body((kind,))
    assert part is not None
    return part.get_content().replace("\r\n", "\n")


@pytest.mark.parametrize(("kind", "suffix"), [("html", "html"), ("plain", "txt")])
@each_mail
def test_a_mail_reads_as_it_was_reviewed(
    *, name: str, kind: str, suffix: str, update_golden: bool
) -> None:
    golden = FOLDER / f"{name}.{suffix}"
    text = body(name, kind)
    if update_golden:
        golden.write_text(text, encoding="utf-8")

    assert text == golden.read_text(encoding="utf-8")


@each_mail
def test_the_same_event_gives_the_same_bytes(name: str) -> None:
    assert composed(MAILS[name]) == composed(MAILS[name])


@each_mail
def test_the_headers_are_whole(name: str) -> None:
    message = read(name)

    assert message["From"] == "Vitrine <shop@vitrine.example>"
    assert message["To"] == "ana@example.com"
    assert message["Subject"] == MAILS[name].subject
    assert message["Message-ID"] == f"<{EVENT_ID}@vitrine.example>"
    assert message["Date"] == "Mon, 23 Nov 2026 09:30:00 +0000"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Bcc"] is None


@each_mail
def test_a_subject_fits_one_line_of_a_list(name: str) -> None:
    assert 0 < len(MAILS[name].subject) <= 60


@each_mail
def test_links_are_absolute_and_nothing_is_loaded_from_elsewhere(name: str) -> None:
    page = Page(body(name, "html"))
    in_text = re.findall(r"\S+://\S+", body(name, "plain"))

    assert page.addresses
    assert {address.startswith(SHOP) for address in page.addresses} == {True}
    assert {address.startswith(SHOP) for address in in_text} == {True}
    assert page.tags.isdisjoint({"img", "script", "link", "iframe"})


@each_mail
def test_no_placeholder_is_left_unfilled(name: str) -> None:
    if "nasty" not in name:
        assert re.search(r"\{\{|\}\}|\{%|None|Undefined", body(name, "plain")) is None
        assert re.search(r"\{\{|\{%|None|Undefined", body(name, "html")) is None


@each_mail
def test_both_parts_say_the_same_words(name: str) -> None:
    shown = " ".join(" ".join(Page(body(name, "html")).words).split())
    content = MAILS[name].content

    if isinstance(content, OrderPlaced):
        assert f"#{content.order_id}" in shown
    if isinstance(content, BackInStock):
        for text in (shown, body(name, "plain")):
            assert f"{single_line(content.name, limit=200)} can be bought again" in text
    if isinstance(content, OrderMoved):
        for text in (shown, body(name, "plain")):
            assert content.words.sentence in text
            assert (content.tracking_number or "") in text
            assert single_line(content.carrier or "", limit=200) in text
            assert (content.reason or "") in text


def test_a_nasty_product_name_is_only_a_name() -> None:
    html = body("order_placed_nasty_name", "html")
    text = body("order_placed_nasty_name", "plain")

    assert "<img" not in html
    assert "&lt;img src=x onerror=&#34;alert(1)&#34;&gt; &amp; &#34;Söhne&#34;" in html
    assert "\nBcc" not in text
    assert '1 x <img src=x onerror="alert(1)"> & "Söhne" Bcc: all@example.com {{ 7 * 7 }}\n' in text


def test_an_address_no_header_can_hold_forges_none() -> None:
    forger = Recipient(user_id=7, email="a@example.com\r\nBcc: all@example.com")

    message = message_from_bytes(
        composed(welcome_notice(forger, Welcome(username="x"))), policy=SMTP
    )

    assert message["To"] is None
    assert message["Bcc"] is None


def test_an_address_in_another_script_is_kept() -> None:
    notice = welcome_notice(Recipient(user_id=7, email="jörg@example.com"), Welcome("jörg"))

    assert "To: jörg@example.com\r\n".encode() in composed(notice)


@pytest.mark.parametrize(
    ("name", "link"),
    [
        ("welcome_with_link", "/verify-email?token=vEr1fy-secret_of-the-link"),
        ("email_verification", "/verify-email?token=vEr1fy-secret_of-the-link"),
        ("password_reset", "/reset-password?token=re5et-secret_of-the-link"),
    ],
)
def test_a_link_stands_behind_the_button_and_to_be_copied(*, name: str, link: str) -> None:
    page = Page(body(name, "html"))

    assert page.addresses.count(SHOP + link) == 2
    assert SHOP + link in "".join(page.words)
    assert f"{SHOP}{link}\n" in body(name, "plain")


@pytest.mark.parametrize(
    ("name", "life"),
    [
        ("welcome_with_link", "24 hours"),
        ("email_verification", "24 hours"),
        ("password_reset", "1 hour"),
    ],
)
def test_a_mail_says_how_long_its_link_is_good_and_what_a_stranger_does(
    *, name: str, life: str
) -> None:
    for kind in ("html", "plain"):
        words = " ".join(body(name, kind).split())
        assert f"The link is good for {life}" in words
        assert "do nothing" in words


def test_a_nasty_carrier_is_only_a_name() -> None:
    assert "<img" not in body("order_shipped_nasty_carrier", "html")
    assert "\nBcc" not in body("order_shipped_nasty_carrier", "plain")


def test_a_nasty_name_of_what_is_back_is_only_a_name() -> None:
    assert "<img" not in body("back_in_stock_nasty_name", "html")
    assert "\nBcc" not in body("back_in_stock_nasty_name", "plain")


def test_a_nasty_username_is_only_a_name() -> None:
    assert "<img" not in body("welcome_with_link_nasty_name", "html")
    assert "\nBcc" not in body("welcome_with_link_nasty_name", "plain")


def test_the_secret_of_a_link_is_not_in_its_repr() -> None:
    assert "secret" not in repr(MAILS["password_reset"])
