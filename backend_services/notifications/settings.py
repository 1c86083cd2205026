from datetime import timedelta
from email.headerregistry import Address
from email.utils import parseaddr
from typing import Annotated, Self, TypeAlias

from pydantic import AfterValidator, Field, FilePath, HttpUrl, SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

from backend_services.notifications.domain.addresses import is_mailable
from backend_services.notifications.domain.delivery import RetryPolicy
from backend_services.shared.runtime import RuntimeSettings
from backend_services.shared.settings import ServiceSettings, TokenSettings


def _sender(text: str) -> str:
    if not is_mailable(parseaddr(text)[1]):
        msg = "must be a mail address, alone or as `Name <address>`"
        raise ValueError(msg)
    return text


def _of_redis(url: SecretStr) -> SecretStr:
    if not url.get_secret_value().startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("must begin with redis://, rediss:// or unix://")
    return url


RedisUrl: TypeAlias = Annotated[SecretStr, AfterValidator(_of_redis)]


class NotificationsSettings(ServiceSettings, RuntimeSettings, TokenSettings):
    model_config = SettingsConfigDict(env_prefix="NOTIFICATIONS_", frozen=True, extra="ignore")

    port: int = 8004
    shop_url: HttpUrl  # where the links in mails lead

    smtp_host: str
    smtp_port: int = Field(ge=1, le=65535)
    smtp_from: Annotated[str, AfterValidator(_sender)]
    smtp_username: str | None = None
    smtp_password: SecretStr | None = None
    smtp_starttls: bool = False
    smtp_ca_file: FilePath | None = None  # who vouches for the mail server; None: the system's
    smtp_connections: int = Field(default=2, ge=1, le=100)
    smtp_timeout: float = 10.0  # seconds for connecting and for each command
    # After the last byte the server may take long; who hangs up then sends twice. RFC 5321
    # 4.5.3.2.6 asks for 10 minutes, a minute is what a person can wait for the next attempt.
    smtp_answer_timeout: float = 60.0  # seconds
    mail_attempts: int = Field(default=8, ge=1, le=100)
    mail_first_pause: timedelta = timedelta(seconds=5)

    live_frames_per_client: int = Field(default=256, ge=1)  # then the client is too slow
    live_subscriptions: int = Field(default=5_000, ge=1)  # people on one connection
    live_connections: int = Field(default=10_000, ge=1)
    live_identify_within: float = 10.0  # seconds
    live_batch_every: float = 0.05  # seconds, for product changes
    live_patience: float = 30.0  # seconds for a client to take one frame
    live_replay: int = Field(default=100, ge=1, le=1000)  # missed news that are told again
    # How often replicas look without being called: what a replica that died did not pass on.
    live_look_every: float = 5.0  # seconds
    # Straight to PostgreSQL; for when a pooler stands in between, which knows no LISTEN.
    live_database_url: SecretStr | None = None
    redis_url: RedisUrl | None = None  # where replicas call each other instead; None: by NOTIFY

    @property
    def retry_policy(self) -> RetryPolicy:
        return RetryPolicy(attempts=self.mail_attempts, first_pause=self.mail_first_pause)

    @property
    def line_url(self) -> str:
        """Where replicas call each other."""
        return (self.live_database_url or self.database_url).get_secret_value()

    @property
    def sender(self) -> Address:
        name, address = parseaddr(self.smtp_from)
        return Address(display_name=name, addr_spec=address)

    @model_validator(mode="after")
    def _credentials_are_whole_and_encrypted(self) -> Self:
        if (self.smtp_username is None) != (self.smtp_password is None):
            msg = "NOTIFICATIONS_SMTP_USERNAME and NOTIFICATIONS_SMTP_PASSWORD belong together"
            raise ValueError(msg)
        if self.smtp_username is not None and not self.smtp_starttls:
            msg = "NOTIFICATIONS_SMTP_USERNAME needs NOTIFICATIONS_SMTP_STARTTLS"
            raise ValueError(msg)
        return self
