import sys
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Literal, Self, TypeVar
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from storefront.theme.theme import USUAL, ThemeName

PREFIX: Final = "STOREFRONT_"
VERSION: Final = "0.1.0"  # pyproject.toml's; a test keeps them together
# One machine under three names: a shop opened on localhost is the same shop on 127.0.0.1.
LOOPBACK: Final = ("localhost", "127.0.0.1", "[::1]")


class Environment(StrEnum):
    LOCAL = "local"
    TEST = "test"
    PRODUCTION = "production"


def _origin(value: str) -> str:
    url = urlsplit(value)
    if url.scheme not in {"http", "https"} or not url.hostname or url.path.strip("/"):
        raise ValueError("must look like https://shop.example, without a path")
    return f"{url.scheme}://{url.netloc}"


Origin = Annotated[str, AfterValidator(_origin)]


class PublicAddress(BaseSettings):
    """All that rxconfig.py asks for: the build reads it too, where nothing is configured yet."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True
    )

    public_url: Origin = "http://localhost:8080"
    theme: ThemeName = USUAL  # another one is another build

    @property
    def allowed_origins(self) -> tuple[str, ...]:
        """Origins whose pages may open the shop's socket: its own, under each loopback name."""
        url = urlsplit(self.public_url)
        host = f"[{url.hostname}]" if ":" in (url.hostname or "") else url.hostname or ""
        if host not in LOOPBACK:
            return (self.public_url,)
        port = f":{url.port}" if url.port else ""
        return tuple(f"{url.scheme}://{name}{port}" for name in LOOPBACK)


Settings = TypeVar("Settings", bound=PublicAddress)


class StorefrontSettings(PublicAddress):
    environment: Environment = Environment.LOCAL
    gateway_url: Origin
    public_url: Origin = Field()
    public_api_url: Origin = "http://localhost:3000"  # the gateway, as browsers reach it
    # Where signed-in sessions live: a folder for one machine, Redis for several.
    session_dir: Path | None = None
    redis_url: SecretStr | None = None
    session_lifetime: timedelta = timedelta(days=30)  # the refresh token's own lifetime
    mailbox_url: Origin | None = None  # where staff read what was mailed; None: nowhere
    commit: str = Field(default="", max_length=64, validation_alias="VITRINE_COMMIT")
    demo_mode: bool = False
    google_stand_in: bool = False  # the local stack plays Google's part; the page says so
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["console", "json"] = "console"

    @model_validator(mode="after")
    def _knows_one_place_for_sessions(self) -> Self:
        if (self.session_dir is None) == (self.redis_url is None):
            raise ValueError("set exactly one of STOREFRONT_SESSION_DIR and STOREFRONT_REDIS_URL")
        return self

    @model_validator(mode="after")
    def _is_fit_for_production(self) -> Self:
        if self.environment is Environment.PRODUCTION and self.demo_mode:
            raise ValueError("STOREFRONT_DEMO_MODE shows passwords: not in production")
        return self

    @property
    def has_secure_cookies(self) -> bool:
        return self.public_url.startswith("https://")


def load_settings() -> StorefrontSettings:
    """Read the environment once, at start; raises as `load_address` does."""
    return _load(StorefrontSettings)


def load_address() -> PublicAddress:
    """What the build has to know.

    Raises:
        SystemExit: with status 2 after naming each missing or wrong setting, without its value.
    """
    return _load(PublicAddress)


def _load(kind: type[Settings]) -> Settings:
    try:
        return kind()
    except ValidationError as error:
        for problem in error.errors(include_input=False, include_url=False):
            name = "_".join(str(part) for part in problem["loc"]).upper()
            label = f"setting {PREFIX}{name}: " if name else ""
            sys.stderr.write(f"{label}{problem['msg']}\n")
        raise SystemExit(2) from None
