from datetime import timedelta
from pathlib import Path
from typing import Final

from pydantic import AnyHttpUrl, Field, SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

from backend_services.contracts.users import RESET_LINK_LIFETIME, VERIFICATION_LINK_LIFETIME
from backend_services.shared.runtime import RuntimeSettings
from backend_services.shared.settings import ServiceSettings, TokenNames

_PRODUCTION_COST: Final = 12  # 235 ms of a core (2026); OWASP asks for 10 or more


class UsersSettings(ServiceSettings, RuntimeSettings, TokenNames):
    model_config = SettingsConfigDict(env_prefix="USERS_", frozen=True, extra="ignore")

    port: int = 8003

    signing_key_file: Path = Path(".local/keys/users.pem")
    previous_key_files: tuple[Path, ...] = ()  # still accepted while their last tokens live
    access_token_lifetime: timedelta = timedelta(minutes=15)
    refresh_token_lifetime: timedelta = timedelta(days=30)

    # Where browsers reach the gateway and the shop: the way to an identity provider and back.
    public_api_url: AnyHttpUrl = AnyHttpUrl("http://localhost:3000")
    shop_url: AnyHttpUrl = AnyHttpUrl("http://localhost:8080")
    google_client_id: str | None = None  # None: no sign-in with Google
    google_client_secret: SecretStr | None = None
    google_discovery_url: str = "https://accounts.google.com/.well-known/openid-configuration"
    # Signs the cookie that remembers a browser on its way; the same for all replicas.
    cookie_secret: SecretStr | None = Field(default=None, min_length=32)

    password_cost: int = Field(default=_PRODUCTION_COST, ge=4, le=16)
    passwords_at_once: int = Field(default=2, ge=1)  # each takes a core while it is hashed
    password_queue_timeout: float = 5.0  # seconds a sign-in waits for its turn before 503

    # Wrong passwords an account may see within the window; then it waits for the window's end.
    login_failures: int = Field(default=5, ge=1)
    login_failure_window: timedelta = timedelta(minutes=15)

    # How long a mailed link works; the mails say so too (notifications' templates).
    verification_link_lifetime: timedelta = VERIFICATION_LINK_LIFETIME
    reset_link_lifetime: timedelta = RESET_LINK_LIFETIME
    # Mails of a kind that an account may ask for: enough to find a lost one, too few to pester.
    verification_mails_an_hour: int = Field(default=5, ge=1)
    reset_mails_an_hour: int = Field(default=3, ge=1)

    @model_validator(mode="after")
    def _production_is_safe(self) -> "UsersSettings":
        if self.is_production and not self.signing_key_file.is_file():
            msg = "USERS_SIGNING_KEY_FILE must name the private key (PEM) in production"
            raise ValueError(msg)
        if self.is_production and self.google_client_id and self.cookie_secret is None:
            msg = "USERS_COOKIE_SECRET must be set in production to sign in with Google"
            raise ValueError(msg)
        if self.is_production and self.password_cost < _PRODUCTION_COST:
            msg = f"USERS_PASSWORD_COST must be {_PRODUCTION_COST} or more in production"
            raise ValueError(msg)
        return self
