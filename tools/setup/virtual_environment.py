import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from tools.setup.failure import SetupFailed
from tools.setup.layout import Layout
from tools.setup.logged_command import run_logged
from tools.setup.progress import step
from tools.setup.python_version import is_suitable

_PROBE: Final = "import sys; print(*sys.version_info[:2])"


def version(layout: Layout) -> str:
    """Of the Python in .venv, without starting it; empty when there is none."""
    try:
        lines = (layout.venv / "pyvenv.cfg").read_text().splitlines()
    except OSError:
        return ""
    settings = dict(line.split(" = ", 1) for line in lines if " = " in line)
    return settings.get("version", settings.get("version_info", ""))


def is_in_place(layout: Layout) -> bool:
    """False when it was copied or moved: its scripts name the folder that they were made in."""
    place = layout.share / "place"
    return not place.exists() or place.read_text() == str(layout.venv)


def prepare(layout: Layout) -> None:
    """Make .venv, unless there is one that works.

    Raises:
        SetupFailed: this Python cannot make one.
    """
    if not _works(layout) or not is_in_place(layout):
        _make(layout)
    layout.share.mkdir(parents=True, exist_ok=True)
    (layout.share / "place").write_text(str(layout.venv))
    if not next(layout.venv.glob("lib/python*/site-packages/pip"), None):
        _run(layout, "-m", "ensurepip", "--default-pip")  # other tools make .venv without pip


def _make(layout: Layout) -> None:
    name = f"{sys.version_info.major}.{sys.version_info.minor}"
    if find_spec("venv") is None or find_spec("ensurepip") is None:
        message = (
            f"Python {name} here cannot make virtual environments: its venv module is missing. "
            f"On Debian and Ubuntu: apt-get install python{name}-venv; then the same again"
        )
        raise SetupFailed(message)
    with step(f"Making .venv with Python {name}"):
        shutil.rmtree(layout.venv, ignore_errors=True)
        outcome = run_logged(layout, [str(_base_python()), "-m", "venv", str(layout.venv)])
        if not outcome.succeeded:
            message = f"Could not make {layout.venv}: {outcome.output.strip().splitlines()[-1:]}"
            raise SetupFailed(message)


def _base_python() -> Path:
    """Not the one inside a virtual environment, which may be the one that is thrown away."""
    if sys.prefix == sys.base_prefix:
        return Path(sys.executable)
    return Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}"


def _works(layout: Layout) -> bool:
    if not layout.python.exists():
        return False
    done = subprocess.run(
        [str(layout.python), "-c", _PROBE], capture_output=True, text=True, check=False
    )
    # The system's Python may have become a newer one under it: then its packages are not found.
    return (
        done.returncode == 0
        and is_suitable([int(part) for part in done.stdout.split()])
        and version(layout).split(".")[:2] == done.stdout.split()
    )


def _run(layout: Layout, *arguments: str) -> None:
    outcome = run_logged(layout, [str(layout.python), *arguments])
    if not outcome.succeeded:
        message = f"python {' '.join(arguments)} failed"
        raise SetupFailed(message)
