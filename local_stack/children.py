"""How a child process is started, so that it never outlives the stack, and how it is ended."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

_LEASH: Final = Path(__file__).with_name("leash.py")


def leashed(
    command: Sequence[str],
    *,
    dies_by: signal.Signals,
    is_told_once: bool = False,
    ordinary_in: Path | None = None,
) -> Sequence[str]:
    """The command, tied to this process: it is sent `dies_by` when we are gone (Linux).

    By the kernel, more than once if we have threads; with `is_told_once` by a companion.
    With `ordinary_in`, root starts it as an ordinary user who owns that folder: PostgreSQL
    refuses to run as root.
    """
    user = f"ordinary:{ordinary_in}" if ordinary_in else "same"
    leash = (sys.executable, "-I", "-S", str(_LEASH))
    death = f"{'once:' if is_told_once else ''}{int(dies_by)}"
    return [*leash, str(os.getpid()), death, user, *command]


def stop_child(
    process: subprocess.Popen[bytes], *, stop_signal: signal.Signals, grace: float
) -> None:
    """Ask it to stop; after `grace` seconds make it, and its helpers."""
    if process.poll() is None:
        process.send_signal(stop_signal)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=grace)
    kill_group(process.pid)
    process.wait()


def kill_group(pid: int) -> None:
    """Each child leads a group of its own, so this takes its helpers with it."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
