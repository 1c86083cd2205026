import pytest

from backend_services.gateway.settings import GatewaySettings
from backend_services.shared.settings import load_settings

NEEDED = ("USERS", "PRODUCTS", "ORDERS", "NOTIFICATIONS")


@pytest.fixture(autouse=True)
def addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NEEDED:
        monkeypatch.setenv(f"GATEWAY_{name}_URL", "http://127.0.0.1:8001")


@pytest.mark.parametrize("name", NEEDED)
def test_a_service_without_an_address_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    monkeypatch.delenv(f"GATEWAY_{name}_URL")

    with pytest.raises(SystemExit):
        load_settings(GatewaySettings)

    assert capsys.readouterr().err == f"setting GATEWAY_{name}_URL: Field required\n"


def test_origins_are_a_list_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEWAY_CORS_ORIGINS", "https://shop.example, https://www.shop.example")

    assert load_settings(GatewaySettings).cors_origins == (
        "https://shop.example",
        "https://www.shop.example",
    )
