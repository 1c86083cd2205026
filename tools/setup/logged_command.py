import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.setup.layout import Layout


@dataclass(frozen=True)
class Outcome:
    succeeded: bool
    output: str


def run_logged(
    layout: Layout,
    command: Sequence[str],
    *,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Outcome:
    """Run a command with everything it says in the set-up log."""
    done = subprocess.run(
        command,
        cwd=folder or layout.root,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    layout.log.parent.mkdir(parents=True, exist_ok=True)
    with layout.log.open("a") as log:
        log.write(f"$ {' '.join(command)}\n{done.stdout}\n[status {done.returncode}]\n\n")
    return Outcome(succeeded=done.returncode == 0, output=done.stdout)
