import pytest

from storefront.web.return_path import safe_return_path


@pytest.mark.parametrize(
    "path",
    ["/", "/checkout", "/orders/12?placed=1", "/products?q=tea+pot&sort=-price", "/orders#top"],
)
def test_a_path_of_the_shop_is_kept(path: str) -> None:
    assert safe_return_path(path) == path


@pytest.mark.parametrize(
    "elsewhere",
    [
        None,
        "",
        "checkout",
        "https://evil.example",
        "HTTPS://evil.example",
        "//evil.example",
        "///evil.example",
        "////evil.example/%2e%2e",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/\r\nSet-Cookie: a=b",
        "/ /evil.example",
        " //evil.example",
        "\x00//evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "http:evil.example",
        "/\u2028/evil.example",
        "//[",
        "/" + "a" * 1000,
    ],
)
def test_anything_else_leads_home(elsewhere: str | None) -> None:
    assert safe_return_path(elsewhere) == "/"


@pytest.mark.parametrize(
    "door", ["/login", "/login?next=/login", "/register", "/session/end", "/session/finish?code=1"]
)
def test_signing_in_leads_nowhere_near_signing_in_again(door: str) -> None:
    assert safe_return_path(door) == "/"


def test_a_path_that_only_begins_like_a_door_is_kept() -> None:
    assert safe_return_path("/login-help") == "/login-help"
