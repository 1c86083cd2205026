from pathlib import Path

import pytest

from storefront.settings import PublicAddress, load_settings

GOOD = {
    "STOREFRONT_GATEWAY_URL": "http://127.0.0.1:3000",
    "STOREFRONT_PUBLIC_URL": "http://localhost:8080/",
    "STOREFRONT_REDIS_URL": "",
    "STOREFRONT_ENVIRONMENT": "local",
    "STOREFRONT_DEMO_MODE": "true",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("STOREFRONT_SESSION_DIR", str(tmp_path))
    return monkeypatch


def test_good_settings_are_read(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    del environment
    settings = load_settings()

    assert settings.public_url == "http://localhost:8080"
    assert settings.session_dir == tmp_path
    assert not settings.has_secure_cookies


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STOREFRONT_GATEWAY_URL", ""),
        ("STOREFRONT_GATEWAY_URL", "gateway:3000"),
        ("STOREFRONT_PUBLIC_URL", ""),
        ("STOREFRONT_PUBLIC_URL", "https://shop.example/path"),
        ("STOREFRONT_PUBLIC_URL", "ftp://shop.example"),
        ("STOREFRONT_ENVIRONMENT", "staging"),
        ("STOREFRONT_SESSION_DIR", ""),
        ("STOREFRONT_REDIS_URL", "redis://:secret@elsewhere"),
    ],
)
def test_a_missing_or_wrong_setting_is_named_and_its_value_is_not(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str
) -> None:
    environment.setenv(name, value)

    with pytest.raises(SystemExit) as stopped:
        load_settings()

    assert stopped.value.code == 2
    said = capsys.readouterr().err
    assert name in said
    assert value == "" or value not in said


def test_production_shows_no_demo_passwords(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.setenv("STOREFRONT_ENVIRONMENT", "production")

    with pytest.raises(SystemExit):
        load_settings()

    assert "STOREFRONT_DEMO_MODE" in capsys.readouterr().err


def test_a_public_shop_has_one_origin(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("STOREFRONT_PUBLIC_URL", "https://shop.example")

    assert PublicAddress().allowed_origins == ("https://shop.example",)
    assert load_settings().has_secure_cookies


def test_a_shop_on_this_machine_goes_by_every_name_of_it(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("STOREFRONT_PUBLIC_URL", "http://127.0.0.1:8980")

    assert PublicAddress().allowed_origins == (
        "http://localhost:8980",
        "http://127.0.0.1:8980",
        "http://[::1]:8980",
    )


def test_the_build_needs_no_address(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("STOREFRONT_PUBLIC_URL")

    assert "http://localhost:8080" in PublicAddress().allowed_origins
