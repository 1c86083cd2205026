"""Demo data: once, on the first start of a data folder, into databases of our own only."""

import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

from local_stack.supervisor import Supervisor

_BEFORE: Final = ("products", "users")
_AFTER: Final = ("orders",)


class Demo:
    def __init__(self, supervisor: Supervisor, *, folder: Path, allowed: Collection[str]) -> None:
        self._supervisor = supervisor
        self._folder = folder  # a file for each that is loaded
        self._allowed = allowed

    def before_services(self) -> Sequence[str]:
        """Goods and accounts go straight into their databases."""
        return self._missing(_BEFORE)

    def after_services(self) -> Sequence[str]:
        """Orders are placed with the services running: stock, events and mails agree with them."""
        return self._missing(_AFTER)

    async def load(self, names: Sequence[str]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        for name in names:
            command = [sys.executable, "-m", f"backend_services.{name}.demo"]
            await self._supervisor.run(f"demo-{name}", command=command, environment={})
            (self._folder / name).touch()

    def _missing(self, names: Sequence[str]) -> Sequence[str]:
        return [
            name for name in names if name in self._allowed and not (self._folder / name).exists()
        ]
