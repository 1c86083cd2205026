from email.message import EmailMessage
from email.policy import SMTPUTF8

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from backend_services.notifications.domain.addresses import is_mailable


@pytest.mark.parametrize(
    "address",
    ["ana@example.com", "a.b+shop@mail.example.co.uk", "o'neil@example.com", "jörg@exämple.de"],
)
def test_ordinary_addresses_are_mailable(address: str) -> None:
    assert is_mailable(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ana",
        "@example.com",
        "ana@",
        "ana@example.com\r\nBcc: all@example.com",
        "ana@example.com, bob@example.com",
        "Ana <ana@example.com>",
        "a@b@example.com",
        "ana\x00@example.com",
        "a" * 250 + "@example.com",
        "ana..b@example.com",
        "ana@example.com.",
    ],
)
def test_what_no_header_can_hold_is_not(address: str) -> None:
    assert not is_mailable(address)


@given(st.from_regex(r"[ab.'+\-_é%!#/=?`{|}0]{1,12}@[ab.\-é0_=?]{1,12}", fullmatch=True))
def test_what_is_mailable_stands_in_the_header_as_it_is(address: str) -> None:
    assume(is_mailable(address))
    message = EmailMessage(policy=SMTPUTF8)
    message["To"] = address

    assert message.as_bytes() == f"To: {address}\r\n\r\n".encode()
