import pytest
from pydantic import SecretStr
from pydantic_settings import SettingsConfigDict

from backend_services.shared.settings import DatabaseSettings, ServiceSettings, load_settings


class LampSettings(ServiceSettings, DatabaseSettings):
    model_config = SettingsConfigDict(env_prefix="LAMP_", frozen=True)


def test_a_missing_setting_is_named_and_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LAMP_PORT", "8001")
    monkeypatch.delenv("LAMP_DATABASE_URL", raising=False)

    with pytest.raises(SystemExit) as stop:
        load_settings(LampSettings)

    assert stop.value.code == 2
    assert capsys.readouterr().err == "setting LAMP_DATABASE_URL: Field required\n"


def test_a_wrong_setting_is_named_without_its_value(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LAMP_PORT", "hunter2")
    monkeypatch.setenv("LAMP_DATABASE_URL", "postgresql+asyncpg://x")

    with pytest.raises(SystemExit):
        load_settings(LampSettings)

    said = capsys.readouterr().err
    assert said.startswith("setting LAMP_PORT: ")
    assert "hunter2" not in said


def test_settings_are_read_once_and_never_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAMP_PORT", "8001")
    monkeypatch.setenv("LAMP_DATABASE_URL", "postgresql+asyncpg://x")

    settings = load_settings(LampSettings)

    assert settings.database_url == SecretStr("postgresql+asyncpg://x")
    with pytest.raises(ValueError, match="frozen"):
        settings.port = 1
