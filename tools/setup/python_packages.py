"""Python packages from the lock, by pip, from wherever the machine's own pip is told to look."""

import hashlib
import json
import os
import re
from typing import Final

from tools.setup import virtual_environment
from tools.setup.failure import SetupFailed
from tools.setup.layout import Layout
from tools.setup.logged_command import run_logged
from tools.setup.progress import step

# A registry that never answers is given up after half a minute. Whoever has set their own
# patience knows their registry better.
_PATIENCE: Final = {"--timeout": "12", "--retries": "1"}
_PATIENCE_SET_BY: Final = {
    "--timeout": ("PIP_TIMEOUT", "PIP_DEFAULT_TIMEOUT"),
    "--retries": ("PIP_RETRIES",),
}
_UNAVAILABLE: Final = (
    r"No matching distribution found for (\S+)",
    r"Could not find a version that satisfies the requirement (\S+)",
    r"url: \S*/([A-Za-z0-9_.]+?)-\d[^/\s]*\.(?:whl|tar\.gz)",
    r"/simple/([A-Za-z0-9._-]+)/",
)
_CHANGED: Final = r"DO NOT MATCH THE HASHES.*?\n\s+(\S+==\S+|\S+) from "
_NO_ANSWER: Final = (
    r"Retrying \(|connection broken|Max retries exceeded|NewConnectionError|timed out"
)


def are_current(layout: Layout, kind: str) -> bool:
    try:
        installed = json.loads((layout.share / "packages.json").read_text())
    except (OSError, ValueError):
        return False
    return installed.get(kind) == digest(layout, kind)


def install(layout: Layout, kind: str) -> None:
    """Install what the lock says.

    Raises:
        SetupFailed: names the package that could not be fetched.
    """
    lock = layout.requirements(kind)
    count = len(re.findall(r"^[\w.-]+==[^;\n]+$", lock.read_text(), re.MULTILINE))
    with step(f"Installing {count} Python packages"):
        command = [
            *(str(layout.python), "-m", "pip", "install", "--disable-pip-version-check"),
            *("--no-input", "--no-compile", "--progress-bar", "off", *_patience()),
            *("--require-hashes", "-r", str(lock)),
        ]
        outcome = run_logged(layout, command)
        if not outcome.succeeded:
            raise SetupFailed(explain(outcome.output))
        # Pip would do it on one core; some packages carry templates that only look like Python.
        libraries = str(layout.venv / "lib")
        run_logged(layout, [str(layout.python), "-m", "compileall", "-q", "-j", "0", libraries])
    # Everything that running needs is among what developing needs.
    kinds = ("run", "dev") if kind == "dev" else (kind,)
    installed = {each: digest(layout, each) for each in kinds}
    (layout.share / "packages.json").write_text(json.dumps(installed))


def digest(layout: Layout, kind: str) -> str:
    try:
        lock = layout.requirements(kind).read_bytes()
    except FileNotFoundError:
        return ""
    python = virtual_environment.version(layout).encode()
    return hashlib.sha256(python + b"\n" + lock).hexdigest()


def explain(output: str) -> str:
    """One line from all that pip said."""
    changed = re.search(_CHANGED, output, re.DOTALL)
    if changed:
        return f"The package {changed[1]} that was fetched is not the one that was locked"
    for pattern in _UNAVAILABLE:
        found = re.search(pattern, output)
        if found:
            reason = "cannot be reached" if re.search(_NO_ANSWER, output) else "does not have it"
            return f"The package {found[1]} could not be fetched: the package registry {reason}"
    errors = [line for line in output.splitlines() if line.startswith("ERROR: ")]
    return (errors or ["ERROR: it did not say why"])[-1].replace("ERROR:", "pip failed:")


def _patience() -> list[str]:
    environment = os.environ  # noqa: TID251 - pip's own settings
    return [
        part
        for option, seconds in _PATIENCE.items()
        if not any(name in environment for name in _PATIENCE_SET_BY[option])
        for part in (option, seconds)
    ]
