"""Which Python may set the project up. Runs on old ones too: they are told, or replaced."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

OLDEST = (3, 11)
_NAMES = ("python3.13", "python3.12", "python3.11", "python3.14")
_PROBE = "import sys; print(*sys.version_info[:2])"


def is_suitable(version: Sequence[int]) -> bool:
    return tuple(version[:2]) >= OLDEST


def refusal(version: Sequence[int]) -> str:
    found, oldest = (".".join(map(str, each[:2])) for each in (version, OLDEST))
    return (
        f"Vitrine needs Python {oldest} or newer; this is Python {found}, and no newer one was "
        f"found. Install one, or name it: make PYTHON=/path/to/python3"
    )


def find_suitable() -> str | None:
    """The path of another Python on this machine."""
    for name in _NAMES:
        path = shutil.which(name)
        if path is not None and _works(path):
            return path
    return None


def _works(path: str) -> bool:
    # A version manager's shim may be there and lead nowhere.
    done = subprocess.run([path, "-c", _PROBE], capture_output=True, text=True, check=False)
    return done.returncode == 0 and is_suitable([int(part) for part in done.stdout.split()])
