"""What the console's page about the system shows, ready to be shown."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Part:
    """A process of the shop; `level` colours its state: "in" or "out"."""

    name: str = ""
    state: str = ""
    level: str = "out"
    answer: str = ""
    version: str = ""
    commit: str = ""
    since: str = ""


@dataclass(frozen=True, kw_only=True)
class Telling:
    """Events that leave a service; `level` is "low" when they pile up."""

    name: str = ""
    waiting: str = ""
    oldest: str = ""
    level: str = ""


@dataclass(frozen=True, kw_only=True)
class Hearing:
    """Events that a service hears, by queue; `level` is "low" when they pile up."""

    queue: str = ""
    waiting: str = ""
    dead: str = ""
    last_heard: str = ""
    lag: str = ""
    level: str = ""


@dataclass(frozen=True, kw_only=True)
class SystemReport:
    parts: list[Part] = field(default_factory=list[Part])
    telling: list[Telling] = field(default_factory=list[Telling])
    hearing: list[Hearing] = field(default_factory=list[Hearing])
