"""What `reflex run` needs before Reflex looks around: a tool chain, a shop behind the window."""

import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Final

from local_stack.settings import REPLACES_EVERYTHING, ROOT, LocalStackSettings, load_settings
from local_stack.toolchain import toolchain_environment
from local_stack.topology import window_environment

# Told to every process that Reflex starts, so that a hot reload never starts a second stack.
_STARTED: Final = "LOCAL_STACK_PID"


def prepare_reflex(arguments: Sequence[str]) -> LocalStackSettings:
    """Called by rxconfig.py, which Reflex imports many times in many processes.

    Only the first import of `reflex run`, with no gateway configured, starts the stack: detached,
    and tied to this process' life.
    """
    settings = load_settings()
    environment = os.environ  # noqa: TID251 - Reflex' child processes inherit what is set here
    environment.update(toolchain_environment(settings.environment))
    is_configured = settings.is_configured(REPLACES_EVERYTHING)
    if is_run(arguments) and not is_configured:
        environment.update(window_environment(settings))
        environment[_STARTED] = str(_start_stack())
    return settings


def is_run(arguments: Sequence[str]) -> bool:
    return "reflex" in arguments[0] and list(arguments[1:2]) == ["run"]


def _start_stack() -> int:
    command = [sys.executable, "-m", "local_stack", "serve", "--parent", str(os.getpid())]
    # A session of its own: Ctrl-C ends Reflex first, and the stack when Reflex is gone.
    return subprocess.Popen(command, cwd=ROOT, start_new_session=True).pid
