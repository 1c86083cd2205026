"""What the stack says: its own lines, and those of each process with its name in front."""

import sys
import time
from pathlib import Path
from typing import Final, TextIO

_COLOURS: Final = (36, 33, 32, 35, 34, 96, 93, 92, 95, 94)
_WIDTH: Final = 13


class Console:
    """One run's voice. Each log file holds one run; the run before it is kept as `.log.1`."""

    def __init__(self, logs: Path, *, quiet: bool = False, out: TextIO | None = None) -> None:
        self._logs = logs
        self._quiet = quiet  # then only the log files hear what processes say
        self._out = out or sys.stdout
        self._files: dict[str, TextIO] = {}
        self._colours: dict[str, int] = {}

    def log_of(self, name: str) -> Path:
        return self._logs / f"{name}.log"

    def say(self, text: str) -> None:
        """A line of the stack itself, for the person in front of it."""
        for line in text.splitlines() or [""]:
            self._out.write(line + "\n")
        self._out.flush()

    def note(self, name: str, text: str) -> None:
        """A line about a process: to its log, and always to the screen."""
        self._write(name, text)
        self._show(name, text)

    def relay(self, name: str, text: str) -> None:
        """A line that a process wrote."""
        self._write(name, text)
        if not self._quiet:
            self._show(name, text)

    def hush(self) -> None:
        """From here on, processes speak to their log files only."""
        self._quiet = True

    def close(self) -> None:
        for file in self._files.values():
            file.close()
        self._files.clear()

    def _write(self, name: str, text: str) -> None:
        if name not in self._files:
            self._files[name] = self._fresh(name)
        self._files[name].write(text + "\n")

    def _fresh(self, name: str) -> TextIO:
        path = self.log_of(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            path.replace(path.with_suffix(".log.1"))
        file = path.open("w", buffering=1)
        file.write(f"--- {name}, run of {time.strftime('%Y-%m-%d %H:%M:%S %z')} ---\n")
        return file

    def _show(self, name: str, text: str) -> None:
        label = f"{name:<{_WIDTH}} |"
        if self._out.isatty():
            colour = self._colours.setdefault(name, _COLOURS[len(self._colours) % len(_COLOURS)])
            label = f"\x1b[{colour}m{label}\x1b[0m"
        self._out.write(f"{label} {text}\n")
        self._out.flush()
