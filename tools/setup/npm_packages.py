"""npm packages from committed locks, checked by integrity, from wherever npm is told to look."""

import hashlib
import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from tools.setup import node
from tools.setup.failure import SetupFailed
from tools.setup.layout import Layout
from tools.setup.logged_command import run_logged

_OPTIONS: Final = (
    *("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"),
    *("--fetch-retries=2", "--fetch-retry-mintimeout=500", "--fetch-retry-maxtimeout=2000"),
    "--fetch-timeout=20000",  # milliseconds without a byte
)
_NO_ANSWER: Final = r"E?(?:CONNREFUSED|CONNRESET|NOTFOUND|AI_AGAIN|TIMEDOUT|TIMEOUT|HOSTUNREACH)"


@dataclass(frozen=True)
class NpmProject:
    """A package.json and its lock, and the folder that their packages go to."""

    source: Path
    folder: Path

    def is_current(self) -> bool:
        try:
            return self._stamp.read_text() == self.digest()
        except OSError:
            return False

    def fetch(self, layout: Layout) -> None:
        """Raises SetupFailed, which names the package that could not be fetched."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(self.source / name, self.folder / name)
        command = [str(node.bin_folder(layout) / "npm"), "ci", *_OPTIONS]
        environment = node.environment(layout)
        outcome = run_logged(layout, command, folder=self.folder, environment=environment)
        if not outcome.succeeded:
            raise SetupFailed(explain(outcome.output, locked=self._locked()))
        self._stamp.write_text(self.digest())

    def digest(self) -> str:
        return hashlib.sha256((self.source / "package-lock.json").read_bytes()).hexdigest()

    @property
    def _stamp(self) -> Path:
        return self.folder / "lock.sha256"

    def _locked(self) -> list[str]:
        packages = json.loads((self.source / "package-lock.json").read_text())["packages"]
        return [path.rpartition("node_modules/")[2] for path in packages if path]


def explain(output: str, *, locked: list[str]) -> str:
    """One line from all that npm said."""
    addresses = [unquote(address) for address in re.findall(r"https?://\S+", output)]
    named = [name for name in locked if any(f"/{name}" in address for address in addresses)]
    name = max(named, key=len, default=locked[0])
    if "EINTEGRITY" in output:
        return f"The npm package {name} that was fetched is not the one that was locked"
    reason = "cannot be reached" if re.search(_NO_ANSWER, output) else "does not have it"
    return f"The npm package {name} could not be fetched: the npm registry {reason}"
