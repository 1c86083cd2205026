"""What `reflex run` needs before Reflex looks around: a tool chain, a shop behind the window."""

import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Final

from local_stack.environment import window_environment
from local_stack.lock import AlreadyRunning, only_one
from local_stack.network import PortTaken, refuse_taken_ports
from local_stack.settings import ROOT, LocalStackSettings, load_settings
from local_stack.toolchain import toolchain_environment

# Hot reload watches the window's own code, and nothing of what is behind it.
_WATCHED: Final = ("assets", "rxconfig.py", "storefront")


def prepare_reflex(arguments: Sequence[str]) -> LocalStackSettings:
    """Called by rxconfig.py, which Reflex imports many times in many processes.

    Only the first import of `reflex run`, with no gateway configured, starts the stack: detached,
    and tied to this process' life. The others find the gateway's address in the environment.
    """
    settings = load_settings()
    environment = os.environ  # noqa: TID251 - Reflex' child processes inherit what is set here
    environment.update(toolchain_environment(settings.environment))
    if is_run(arguments):
        if not settings.is_window_only:
            _start_stack(settings)
        environment.update(window_environment(settings))
        unwatched = (str(path) for path in ROOT.iterdir() if path.name not in _WATCHED)
        environment.setdefault("REFLEX_HOT_RELOAD_EXCLUDE_PATHS", ":".join(unwatched))
    return settings


def is_run(arguments: Sequence[str]) -> bool:
    return "reflex" in arguments[0] and list(arguments[1:2]) == ["run"]


def _start_stack(settings: LocalStackSettings) -> None:
    ports = settings.ports
    window = {"the window": ports.storefront, "the window's socket": ports.storefront_backend}
    try:
        with only_one(settings.run):  # the one that the last Ctrl-C closes may not be gone yet
            refuse_taken_ports(window)
    except (AlreadyRunning, PortTaken) as refusal:
        raise SystemExit(str(refusal)) from None
    command = [sys.executable, "-m", "local_stack", "serve", "--parent", str(os.getpid())]
    # A session of its own: Ctrl-C ends Reflex first, and the stack when Reflex is gone.
    subprocess.Popen(command, cwd=ROOT, start_new_session=True)
