import sys
from enum import StrEnum
from typing import TypeVar

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


class Environment(StrEnum):
    LOCAL = "local"
    TEST = "test"
    PRODUCTION = "production"


class LogFormat(StrEnum):
    CONSOLE = "console"
    JSON = "json"


class ServiceSettings(BaseSettings):
    """What every process is told. Subclasses add an `env_prefix` and mix in what they use."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    environment: Environment = Environment.LOCAL
    host: str = "127.0.0.1"
    port: int
    log_level: str = "INFO"
    log_format: LogFormat = LogFormat.CONSOLE
    # What was built, as git names it; one variable for all processes of an image.
    commit: str = Field(default="", max_length=64, validation_alias="VITRINE_COMMIT")

    @property
    def is_production(self) -> bool:
        return self.environment is Environment.PRODUCTION


class DatabaseSettings(BaseSettings):
    database_url: SecretStr
    database_pool_size: int = 10
    database_max_overflow: int = 10
    database_pool_timeout: float = 10.0  # seconds a request waits for a connection before 503
    statement_timeout: float = 10.0  # seconds; no statement of ours takes one
    lock_timeout: float = 5.0  # seconds; a hot stock row is held for milliseconds


class BrokerSettings(BaseSettings):
    aws_endpoint_url: str | None = None  # None: real AWS
    aws_region: str = "us-east-1"
    aws_access_key_id: SecretStr | None = None  # None: the instance's own role
    aws_secret_access_key: SecretStr | None = None
    create_topology: bool = True  # False where infrastructure code owns topics and queues
    # The local emulator loses what it accepted when it is killed; SNS and SQS do not.
    broker_forgets: bool = False


class TokenNames(BaseSettings):
    token_issuer: str = "vitrine"  # noqa: S105 - a name, not a secret
    token_audience: str = "vitrine"  # noqa: S105 - as above


class TokenSettings(TokenNames):
    jwks_url: str  # where users shows its public keys


SettingsT = TypeVar("SettingsT", bound=BaseSettings)


def load_settings(cls: type[SettingsT]) -> SettingsT:
    """Read the environment once, at start.

    Raises:
        SystemExit: with status 2 after naming each missing or wrong variable; values are not
            shown, for they may be secrets.
    """
    try:
        return cls()
    except ValidationError as error:
        prefix = cls.model_config.get("env_prefix", "")
        for problem in error.errors(include_input=False, include_url=False):
            name = (prefix + "_".join(str(part) for part in problem["loc"])).upper()
            # A rule about several settings has no place of its own: its text names them.
            where = f"setting {name}" if problem["loc"] else "settings"
            sys.stderr.write(f"{where}: {problem['msg'].removeprefix('Value error, ')}\n")
        raise SystemExit(2) from None
