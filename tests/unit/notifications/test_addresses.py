import pytest

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
    ],
)
def test_what_no_header_can_hold_is_not(address: str) -> None:
    assert not is_mailable(address)
