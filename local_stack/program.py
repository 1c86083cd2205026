from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from signal import SIGTERM, Signals
from typing import TypeAlias

from local_stack.network import answers
from local_stack.web import is_ready

Probe: TypeAlias = Callable[[], Awaitable[bool]]


@dataclass(frozen=True)
class Program:
    """One process of the stack: how it starts, when it is ready, how it stops."""

    name: str
    command: Sequence[str]
    port: int
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    health: str | None = None  # a path that answers 200 when ready; None: the port is enough
    stop_signal: Signals = SIGTERM
    grace: float = 12.0  # seconds between the stop signal and SIGKILL; services drain for 10
    unprivileged: bool = False

    async def is_ready(self) -> bool:
        if self.health is None:
            return answers(self.port)
        return await is_ready(f"http://127.0.0.1:{self.port}{self.health}")
