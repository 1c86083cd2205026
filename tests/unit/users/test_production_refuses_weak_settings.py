from pathlib import Path

import pytest

from backend_services.shared.settings import load_settings
from backend_services.users import demo
from backend_services.users.settings import UsersSettings


@pytest.fixture(autouse=True)
def production(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    key_file = tmp_path / "users.pem"
    key_file.write_text("read later, by the service itself")
    monkeypatch.setenv("USERS_ENVIRONMENT", "production")
    monkeypatch.setenv("USERS_DATABASE_URL", "postgresql+asyncpg://db/users")
    monkeypatch.setenv("USERS_SIGNING_KEY_FILE", str(key_file))
    return key_file


def refusal(capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as stop:
        load_settings(UsersSettings)
    assert stop.value.code == 2
    return capsys.readouterr().err


def test_with_a_key_file_it_starts(production: Path) -> None:
    assert load_settings(UsersSettings).signing_key_file == production


def test_without_a_key_file_it_does_not_start(
    production: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    production.unlink()

    assert refusal(capsys) == (
        "settings: USERS_SIGNING_KEY_FILE must name the private key (PEM) in production\n"
    )


def test_cheap_password_hashes_are_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("USERS_PASSWORD_COST", "11")

    assert refusal(capsys) == "settings: USERS_PASSWORD_COST must be 12 or more in production\n"


def test_demo_accounts_are_refused() -> None:
    with pytest.raises(SystemExit, match="demo accounts are refused in production"):
        demo.main()
