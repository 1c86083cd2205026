"""How a child process is started so that it can never outlive the stack."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from typing import Final

_PR_SET_PDEATHSIG: Final = 1
_CLONE_NEWUSER: Final = 0x10000000


def _linux_libc() -> ctypes.CDLL | None:
    return ctypes.CDLL(None, use_errno=True) if sys.platform.startswith("linux") else None


def before_exec(*, dies_by: signal.Signals, unprivileged: bool = False) -> Callable[[], None]:
    """What runs in the child between fork and exec.

    Args:
        dies_by: the signal that the kernel sends it when its parent is gone (Linux).
        unprivileged: leave root's power behind, for PostgreSQL refuses to run as root; a user
            namespace does it without making users or touching folders.
    """
    libc = _linux_libc()  # before the fork: the child must not load anything

    def prepare() -> None:
        if libc is None:
            return
        if unprivileged and os.geteuid() == 0 and libc.unshare(_CLONE_NEWUSER) != 0:
            os.write(2, b"this system forbids user namespaces: start as an ordinary user\n")
            os._exit(1)
        # After unshare: a change of credentials clears the setting.
        libc.prctl(_PR_SET_PDEATHSIG, dies_by)

    return prepare
