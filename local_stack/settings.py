"""Where the local stack lives and listens; what may be told from outside."""

import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
_LAST_PORT: Final = 65535

# The window looks at a shop that runs elsewhere: nothing but the window is started here.
WINDOW_ONLY: Final = "STOREFRONT_GATEWAY_URL"


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
    google: int = 9400  # the stand-in


# Ports that a service's own setting may move: USERS_PORT and its like.
_MOVABLE: Final = ("gateway", "storefront", "users", "products", "orders", "notifications")


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

    @property
    def is_window_only(self) -> bool:
        return bool(self.environment.get(WINDOW_ONLY))


def load_settings(environment: Mapping[str, str] | None = None) -> LocalStackSettings:
    """Read LOCAL_STACK_DATA_DIR, LOCAL_STACK_PORT_SHIFT and the services' own ports.

    Raises:
        SystemExit: naming a setting that makes no sense.
    """
    found = environment if environment is not None else machine_environment()
    data = ROOT / (found.get("LOCAL_STACK_DATA_DIR") or ".local")
    return LocalStackSettings(data=data, ports=_ports(found), environment=found)


def _ports(environment: Mapping[str, str]) -> Ports:
    shift = _shift(environment.get("LOCAL_STACK_PORT_SHIFT", "0"))
    ports = {each.name: getattr(Ports, each.name) + shift for each in fields(Ports)}
    for name in _MOVABLE:
        variable = f"{name.upper()}_PORT"
        if environment.get(variable):
            ports[name] = _port(variable, environment[variable])
    for port, count in Counter(ports.values()).items():
        if count > 1:
            names = " and ".join(name for name in ports if ports[name] == port)
            raise SystemExit(f"settings: {names} cannot both listen on port {port}")
    return Ports(**ports)


def _shift(text: str) -> int:
    if not text.lstrip("-").isdigit() or not -3000 < int(text) < 32768 - 15432:  # noqa: PLR2004 - see Ports
        raise SystemExit(
            "setting LOCAL_STACK_PORT_SHIFT: must be a whole number from -2999 to 17335"
        )
    return int(text)


def _port(variable: str, text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= _LAST_PORT:
        raise SystemExit(f"setting {variable}: must be a port, from 1 to {_LAST_PORT}")
    return int(text)
