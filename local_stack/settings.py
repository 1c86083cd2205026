"""Where the local stack lives and listens; the few things that may be told from outside."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]

# Configured by hand, these replace an embedded part, and it is not started.
REPLACES_POSTGRES: Final = (
    "USERS_DATABASE_URL",
    "PRODUCTS_DATABASE_URL",
    "ORDERS_DATABASE_URL",
    "NOTIFICATIONS_DATABASE_URL",
)
REPLACES_BROKER: Final = "AWS_ENDPOINT_URL"
REPLACES_MAIL_SINK: Final = "NOTIFICATIONS_SMTP_HOST"
REPLACES_EVERYTHING: Final = "STOREFRONT_GATEWAY_URL"  # the window looks at another shop


def machine_environment() -> Mapping[str, str]:
    return dict(os.environ)  # noqa: TID251 - the stack hands it on to the processes it starts


@dataclass(frozen=True)
class Ports:
    """All below 32768, where the system picks its own."""

    gateway: int = 3000
    storefront: int = 8080
    storefront_backend: int = 8081  # only while developing: the page is served by Vite
    users: int = 8003
    products: int = 8001
    orders: int = 8002
    notifications: int = 8004
    postgres: int = 15432
    broker: int = 14566
    smtp: int = 11025
    mailbox: int = 8025

    @classmethod
    def shifted(cls, by: int) -> "Ports":
        return cls(**{name: port + by for name, port in vars(cls()).items()})


@dataclass(frozen=True)
class LocalStackSettings:
    data: Path
    ports: Ports
    environment: Mapping[str, str]

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    @property
    def run(self) -> Path:
        return self.data / "run"

    @property
    def mails(self) -> Path:
        return self.data / "mail"

    @property
    def pictures(self) -> Path:
        """The downloaded artwork; not below `data`, which `make reset` throws away."""
        return ROOT / ".local" / "cache" / "fluent-emoji-3d" / "assets"

    def is_configured(self, *names: str) -> bool:
        return all(self.environment.get(name) for name in names)


def load_settings(environment: Mapping[str, str] | None = None) -> LocalStackSettings:
    """Read LOCAL_STACK_DATA_DIR and LOCAL_STACK_PORT_SHIFT.

    Raises:
        SystemExit: the shift is no whole number that keeps every port below 32768.
    """
    found = environment if environment is not None else machine_environment()
    data = ROOT / found.get("LOCAL_STACK_DATA_DIR", ".local")
    text = found.get("LOCAL_STACK_PORT_SHIFT", "0")
    if not text.lstrip("-").isdigit() or not -3000 < int(text) < 32768 - 15432:  # noqa: PLR2004 - see Ports
        message = "setting LOCAL_STACK_PORT_SHIFT: must be a whole number from -2999 to 17335"
        raise SystemExit(message)
    return LocalStackSettings(data=data, ports=Ports.shifted(int(text)), environment=found)
