import pytest

from backend_services.products.settings import ProductsSettings
from backend_services.shared.settings import load_settings

COMPLETE = {
    "PRODUCTS_DATABASE_URL": "postgresql+asyncpg://localhost/products",
    "PRODUCTS_JWKS_URL": "http://localhost/jwks.json",
    "PRODUCTS_SERVICE_KEY": "0123456789abcdef",
    "PRODUCTS_MEDIA_DIR": "pictures",
}


@pytest.fixture(autouse=True)
def complete(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in COMPLETE.items():
        monkeypatch.setenv(name, value)


def test_the_least_that_must_be_set_is_enough() -> None:
    settings = load_settings(ProductsSettings)

    assert (settings.port, settings.reservation_ttl.total_seconds()) == (8001, 900)


@pytest.mark.parametrize("name", COMPLETE)
def test_a_missing_setting_is_named_and_the_service_does_not_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    monkeypatch.delenv(name)

    with pytest.raises(SystemExit):
        load_settings(ProductsSettings)

    assert f"setting {name}: Field required" in capsys.readouterr().err


def test_a_short_service_key_is_refused_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PRODUCTS_SERVICE_KEY", "short-secret")

    with pytest.raises(SystemExit):
        load_settings(ProductsSettings)

    told = capsys.readouterr().err
    assert "setting PRODUCTS_SERVICE_KEY:" in told
    assert "short-secret" not in told
