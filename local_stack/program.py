from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGTERM, Signals

from local_stack.network import answers
from local_stack.web import is_ready


@dataclass(frozen=True)
class Program:
    """One process of the stack: how it starts, when it is ready, how it stops."""

    name: str
    command: Sequence[str]
    port: int
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    health: str | None = None  # a path that answers 200 when ready; None: the port is enough
    check: Callable[[], bool] | None = None  # where neither the port nor a path can tell
    stop_signal: Signals = SIGTERM
    is_told_once: bool = False  # a second stop signal at the same moment would stop it stopping
    grace: float = 20.0  # seconds between the stop signal and SIGKILL; see STOP_GRACE of consumers
    ordinary_in: Path | None = None  # root starts it as an ordinary user who owns this folder

    async def is_ready(self) -> bool:
        if self.check is not None:
            return self.check()
        if self.health is None:
            return answers(self.port)
        return await is_ready(f"http://127.0.0.1:{self.port}{self.health}")
