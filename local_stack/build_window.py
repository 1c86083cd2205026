import asyncio
import fcntl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

from local_stack import window
from local_stack.settings import ROOT
from local_stack.supervisor import Supervisor

_POLL: Final = 0.2  # seconds


async def build_window(supervisor: Supervisor) -> None:
    """Build it, unless another stack of this work tree has just done so.

    Raises:
        StartFailed: Reflex could not.
        WindowNotBuilt: it left nothing to serve.
    """
    async with _only_builder():
        if window.is_built():
            return
        sources = await asyncio.to_thread(window.begin_build)
        await supervisor.run(
            "build", command=window.build_command(), environment=window.build_environment()
        )
        await asyncio.to_thread(window.finish_build, sources)


@asynccontextmanager
async def _only_builder() -> AsyncGenerator[None]:
    folder = ROOT / ".local"
    folder.mkdir(exist_ok=True)
    with (folder / "build.lock").open("w") as file:
        while not _lock(file.fileno()):  # noqa: ASYNC110 - a file sends no event
            await asyncio.sleep(_POLL)
        yield


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
