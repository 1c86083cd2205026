from datetime import UTC, datetime, timedelta
from email.headerregistry import Address
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend_services.notifications.adapters.mail_composer import MailComposer
from backend_services.notifications.adapters.mail_reading import read_mail
from backend_services.notifications.adapters.mail_rendering import MailTemplates
from backend_services.notifications.adapters.mail_secrets import SecretStays, without_secret
from backend_services.notifications.domain.notice import (
    EmailVerification,
    MailedLink,
    Notice,
    PasswordChanged,
    PasswordReset,
    Recipient,
    Welcome,
    email_verification_notice,
    password_changed_notice,
    password_reset_notice,
    welcome_notice,
)

ANA = Recipient(user_id=7, email="ana@example.com")
DAY = timedelta(days=1)
EVENT_ID = UUID("5f0c9a3e-0d1b-4c55-9f5e-1c7a3b9d2e64")
# Longer than any word of a mail, and of what is percent-encoded, too.
SECRETS = st.text("abcXYZ019-_.~=+/ %", min_size=30, max_size=120)
COMPOSER = MailComposer(
    MailTemplates(shop_url="https://vitrine.example"),
    sender=Address("Vitrine", "shop", "vitrine.example"),
)


def mail_of(notice: Notice) -> bytes:
    at = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    return COMPOSER.compose(notice, event_id=EVENT_ID, at=at, request_id="req-1")


def notices(token: str, username: str) -> list[Notice]:
    link = MailedLink(token, DAY)
    return [
        welcome_notice(ANA, Welcome(username, link)),
        email_verification_notice(ANA, EmailVerification(username, link)),
        password_reset_notice(ANA, PasswordReset(username, link)),
    ]


@settings(max_examples=25, deadline=None)
@given(token=SECRETS, username=st.text("aé =<", max_size=80))
def test_of_a_mail_nothing_but_the_secret_is_missing(token: str, username: str) -> None:
    for with_secret, with_blots in zip(
        notices(token, username), notices("BLOT" * 20, username), strict=True
    ):
        left = without_secret(mail_of(with_secret))

        shown, expected = read_mail(left), read_mail(mail_of(with_blots))
        assert shown.html == expected.html.replace("BLOT" * 20, "•••")
        assert shown.text == expected.text.replace("BLOT" * 20, "•••")
        assert shown.envelope == expected.envelope
        assert token.encode() not in left.replace(b"=\r\n", b"")


def test_a_mail_without_a_link_is_not_taken_for_clean() -> None:
    with pytest.raises(SecretStays):
        without_secret(mail_of(password_changed_notice(ANA, PasswordChanged("ana"))))


@pytest.mark.parametrize("way", [b"/elsewhere?token=3Danother", b"token=3Dx=C3=A9"])
def test_a_secret_that_stands_elsewhere_too_keeps_the_mail_back(way: bytes) -> None:
    notice = password_reset_notice(ANA, PasswordReset("ana", MailedLink("s" * 40, DAY)))
    odd = mail_of(notice).replace(b"Hello ana", b"Hello " + way)
    assert odd != mail_of(notice)

    with pytest.raises(SecretStays):
        without_secret(odd)
