import pytest

from backend_services.notifications.settings import NotificationsSettings
from backend_services.shared.settings import load_settings


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "DATABASE_URL": "postgresql+asyncpg://127.0.0.1/notifications",
        "JWKS_URL": "http://127.0.0.1:8003/.well-known/jwks.json",
        "SHOP_URL": "http://localhost:8080",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": "11025",
        "SMTP_FROM": "Vitrine <shop@vitrine.example>",
    }.items():
        monkeypatch.setenv(f"NOTIFICATIONS_{name}", value)


def test_the_local_settings_are_enough() -> None:
    settings = load_settings(NotificationsSettings)

    assert settings.port == 8004
    assert settings.sender.addr_spec == "shop@vitrine.example"
    assert settings.retry_policy.attempts == 8


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("SMTP_FROM", "the shop", "setting NOTIFICATIONS_SMTP_FROM: must be a mail"),
        ("SMTP_PORT", "70000", "setting NOTIFICATIONS_SMTP_PORT: Input should be less than"),
        ("SHOP_URL", "localhost", "setting NOTIFICATIONS_SHOP_URL: Input should be a valid URL"),
        ("REDIS_URL", "http://redis", "setting NOTIFICATIONS_REDIS_URL: must begin with redis://"),
        ("SMTP_USERNAME", "shop", "NOTIFICATIONS_SMTP_PASSWORD belong together"),
        ("MAIL_ATTEMPTS", "0", "setting NOTIFICATIONS_MAIL_ATTEMPTS: Input should be greater"),
    ],
)
def test_a_wrong_setting_stops_the_start_by_name(
    *,
    name: str,
    value: str,
    complaint: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(f"NOTIFICATIONS_{name}", value)

    with pytest.raises(SystemExit) as stop:
        load_settings(NotificationsSettings)

    assert stop.value.code == 2
    assert complaint in capsys.readouterr().err


def test_a_password_never_travels_in_the_clear(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NOTIFICATIONS_SMTP_USERNAME", "shop")
    monkeypatch.setenv("NOTIFICATIONS_SMTP_PASSWORD", "hunter2")

    with pytest.raises(SystemExit):
        load_settings(NotificationsSettings)

    error = capsys.readouterr().err
    assert "NOTIFICATIONS_SMTP_USERNAME needs NOTIFICATIONS_SMTP_STARTTLS" in error
    assert "hunter2" not in error
