import pytest

from storefront.api.devices import device_name, is_pocket_device

KHTML = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox on Linux",
        ),
        (f"Mozilla/5.0 (Windows NT 10.0) {KHTML} Chrome/141.0 Safari/537.36", "Chrome on Windows"),
        (
            f"Mozilla/5.0 (Windows NT 10.0) {KHTML} Chrome/141.0 Safari/537.36 Edg/141.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1",
            "Safari on Mac",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/141 Safari/604",
            "Chrome on iPhone",
        ),
        (
            f"Mozilla/5.0 (Linux; Android 15) {KHTML} Chrome/141.0 Mobile Safari/537.36",
            "Chrome on Android",
        ),
        ("curl/8.5.0", "Unnamed device"),
        ("", "Unnamed device"),
        (None, "Unnamed device"),
    ],
)
def test_a_device_goes_by_the_name_its_owner_would_use(
    *, user_agent: str | None, name: str
) -> None:
    assert device_name(user_agent) == name


def test_a_pocket_device_is_told_from_a_desk() -> None:
    assert is_pocket_device("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0)")
    assert not is_pocket_device("Mozilla/5.0 (X11; Linux x86_64)")
    assert not is_pocket_device(None)
