"""What a process says of itself: which build of the shop it is, and since when it runs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from backend_services.shared.clock import Clock
from backend_services.shared.settings import ServiceSettings

VERSION: Final = "0.1.0"  # pyproject.toml's; a test keeps them together


@dataclass(frozen=True, slots=True)
class About:
    service: str
    version: str
    commit: str | None  # None: whoever built it did not say
    started_at: datetime

    @classmethod
    def now(cls, settings: ServiceSettings, *, service: str, clock: Clock) -> "About":
        return cls(service, VERSION, settings.commit or None, clock.now())
