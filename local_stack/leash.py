"""Becomes another program, tied to the process that asked for it.

`python -I -S leash.py PARENT SIGNAL USER COMMAND...`: the kernel sends SIGNAL when PARENT is gone,
even by SIGKILL, so that nothing is left behind. A program of its own and not a `preexec_fn`,
which can deadlock in a parent with threads. The standard library only: it starts in 20 ms.

SIGNAL may be `once:SIGNAL`. The kernel sends it for every thread of PARENT that goes, which some
programs bear badly: a signal handler in Python that is interrupted by itself can wait for ever for
a lock of its own. Then a companion watches PARENT and signals once.

USER is `same` or `ordinary:FOLDER`. PostgreSQL refuses to run as root; `ordinary` makes root look
like nobody to it: in a user namespace without any mapping the effective id is the overflow id
while files stay root's. Where namespaces are forbidden (a container's default), it becomes nobody
for real, keeps the one capability that reaches files below root's home, and owns FOLDER.
"""

import ctypes
import os
import select
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

_CLONE_NEWUSER: Final = 0x10000000
_PR_SET_PDEATHSIG: Final = 1
_PR_SET_KEEPCAPS: Final = 8
_PR_CAP_AMBIENT: Final = 47
_PR_CAP_AMBIENT_RAISE: Final = 2
_CAP_DAC_OVERRIDE: Final = 1
_CAPABILITY_VERSION_3: Final = 0x20080522
_NOBODY: Final = 65534
_GRACE: Final = 15_000  # milliseconds between the signal and SIGKILL
_IS_LINUX: Final = sys.platform.startswith("linux")


def main() -> None:
    parent, death, user, *command = sys.argv[1:]
    is_once, _, death_signal = death.rpartition(":")
    name, _, folder = user.partition(":")
    if name == "ordinary" and os.geteuid() == 0:
        _stop_being_root(Path(folder))
    if _IS_LINUX and is_once:
        _accompany(int(parent), death_signal=int(death_signal))
    elif _IS_LINUX:
        # After the change of user, which clears it.
        _libc().prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
    if os.getppid() != int(parent):  # it was gone before the line above
        raise SystemExit("the process that asked for this one is gone")
    os.execvp(command[0], command)


def _accompany(parent: int, *, death_signal: int) -> None:
    """Leave a child behind that outlives neither this process nor its own deed."""
    me = os.getpid()
    try:
        watched, own = os.pidfd_open(parent), os.pidfd_open(me)
    except ProcessLookupError:
        return  # the parent; whoever called this looks for itself
    if os.fork() != 0:
        os.close(watched)
        os.close(own)
        return
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # only SIGKILL, which the whole group gets
    with suppress(ProcessLookupError):
        if own not in _ended(watched, own):
            os.kill(me, death_signal)
            if own not in _ended(own, patience=_GRACE):
                os.killpg(me, signal.SIGKILL)
    os._exit(0)


def _ended(*processes: int, patience: int | None = None) -> set[int]:
    """Wait for the first of them to end; milliseconds."""
    poll = select.poll()
    for process in processes:
        poll.register(process, select.POLLIN)
    return {found for found, _ in poll.poll(patience)}


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _stop_being_root(folder: Path) -> None:
    if _IS_LINUX and _libc().unshare(_CLONE_NEWUSER) == 0:
        return
    try:
        _become_nobody(folder)
    except OSError as error:
        raise SystemExit(
            "PostgreSQL refuses to run as root, and this system forbids root to become somebody "
            f"else ({error}): start as an ordinary user"
        ) from None


def _become_nobody(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        os.lchown(path, _NOBODY, _NOBODY)
    if _IS_LINUX:
        _libc().prctl(_PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setgid(_NOBODY)
    os.setuid(_NOBODY)
    if _IS_LINUX:
        _keep_reaching_files()


def _keep_reaching_files() -> None:
    bit = 1 << _CAP_DAC_OVERRIDE
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    # Effective, permitted, inheritable; for capabilities 0-31, then for 32-63.
    sets = (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0)
    _libc().capset(header, sets)
    _libc().prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _CAP_DAC_OVERRIDE, 0, 0)


if __name__ == "__main__":
    main()
