"""`.local/run/processes.json`: what runs, for `make ps` and for the next start."""

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil


@dataclass(frozen=True)
class ProcessRecord:
    name: str
    pid: int
    port: int
    state: str
    restarts: int
    started: float  # seconds since 1970


class StateFile:
    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / "processes.json"

    def write(self, processes: Sequence[ProcessRecord]) -> None:
        state = {"supervisor": os.getpid(), "processes": [asdict(each) for each in processes]}
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps(state, indent=2))
        fresh.replace(self._path)

    def read(self) -> Sequence[ProcessRecord]:
        return [ProcessRecord(**each) for each in self._state()["processes"]]

    def clear(self) -> None:
        self._path.unlink(missing_ok=True)

    def running_supervisor(self) -> int | None:
        """The pid of a stack that runs on this folder right now."""
        pid = self._state()["supervisor"]
        return pid if pid and pid != os.getpid() and _is_ours(pid) else None

    def end_leftovers(self) -> Sequence[str]:
        """Stop what a killed supervisor could not; answers the names."""
        ended: list[str] = []
        for record in self.read():
            with suppress(psutil.Error):
                process = psutil.Process(record.pid)
                # The same pid may be somebody else's by now: theirs began at another time.
                if abs(process.create_time() - record.started) < 5:  # noqa: PLR2004 - seconds
                    process.terminate()
                    process.wait(timeout=15)
                    ended.append(record.name)
        self.clear()
        return ended

    def _state(self) -> dict[str, Any]:
        try:
            return json.loads(self._path.read_text())
        except (OSError, ValueError):
            return {"supervisor": 0, "processes": []}


def _is_ours(pid: int) -> bool:
    with suppress(psutil.Error):
        return any("local_stack" in part for part in psutil.Process(pid).cmdline())
    return False
