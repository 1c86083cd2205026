"""Demo data: once, on the first start of a data folder."""

import sys
from pathlib import Path
from typing import Final

from local_stack.supervisor import Supervisor

_BEFORE: Final = ("products", "users")
_AFTER: Final = ("orders",)


class Demo:
    def __init__(self, supervisor: Supervisor, data: Path) -> None:
        self._supervisor = supervisor
        self._marker = data / "demo-data-is-here"

    async def before_services(self) -> None:
        """Goods and accounts go straight into their databases."""
        await self._load(_BEFORE)

    async def after_services(self) -> None:
        """Orders are placed with the services running: stock, events and mails agree with them."""
        await self._load(_AFTER)
        self._marker.touch()

    async def _load(self, names: tuple[str, ...]) -> None:
        if self._marker.exists():
            return
        for name in names:
            command = [sys.executable, "-m", f"backend_services.{name}.demo"]
            await self._supervisor.run(f"demo {name}", command=command, environment={})
