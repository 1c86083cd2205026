"""Open the shop, tell where it is, wait for the end, close it."""

import asyncio
import os
import signal
import time
from contextlib import suppress
from typing import Final, cast

import psutil

from local_stack.console import Console
from local_stack.lock import Lock
from local_stack.memory import resident_megabytes
from local_stack.network import PortTaken
from local_stack.postgres import PostgresFailed
from local_stack.settings import LocalStackSettings
from local_stack.stack import Stack
from local_stack.supervisor import StartFailed
from local_stack.web import is_ready
from local_stack.window import WindowNotBuilt
from local_stack.words import addresses, closing

_EXPECTED: Final = (PortTaken, StartFailed, PostgresFailed, WindowNotBuilt)
_PARENT_POLL: Final = 0.5  # seconds


async def open_until_stopped(
    settings: LocalStackSettings, console: Console, *, lock: Lock, parent: int | None = None
) -> int:
    """The whole life of the stack; with a `parent`, without the window and for as long as it lives.

    Answers:
        0 when it was stopped, 1 when it could not open.
    """
    stopped = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(each, stopped.set)
    stack = Stack(settings, console)
    life = asyncio.create_task(_live(stack, console=console, settings=settings, parent=parent))
    waiter = asyncio.create_task(stopped.wait())
    try:
        await asyncio.wait({life, waiter}, return_when=asyncio.FIRST_COMPLETED)
        if life.done():
            return _verdict(life.exception(), console)
        console.say(closing())
        return 0
    finally:
        lock.tell_closing()
        console.hush()
        for task in (life, waiter):
            task.cancel()
        await asyncio.gather(life, waiter, return_exceptions=True)
        await stack.close()
        console.close()


async def _live(
    stack: Stack, *, console: Console, settings: LocalStackSettings, parent: int | None
) -> None:
    started = time.monotonic()
    stack.refuse_what_cannot_work(with_storefront=parent is None)
    console.say("Opening Vitrine")
    await stack.open(with_storefront=parent is None)
    if parent is not None:
        await _wait_for_window(settings, parent)
    console.say(
        addresses(
            settings,
            seconds=time.monotonic() - started,
            megabytes=resident_megabytes([parent or os.getpid(), *stack.supervisor.pids()]),
        )
    )
    while parent is None or _is_alive(parent):  # noqa: ASYNC110 - a stranger's end sends no event
        await asyncio.sleep(_PARENT_POLL)


async def _wait_for_window(settings: LocalStackSettings, parent: int) -> None:
    """Reflex opens it, which takes longer than all of ours."""
    address = f"http://localhost:{settings.ports.storefront}/"
    while _is_alive(parent) and not await is_ready(address):  # noqa: ASYNC110 - as below
        await asyncio.sleep(_PARENT_POLL)


def _verdict(error: BaseException | None, console: Console) -> int:
    if error is None:
        return 0  # the parent is gone
    first = _first(error)
    if not isinstance(first, _EXPECTED):
        raise first
    console.say(f"The shop could not open.\n{first}")
    return 1


def _first(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = cast("BaseExceptionGroup[BaseException]", error).exceptions[0]
    return error


def _is_alive(pid: int) -> bool:
    with suppress(psutil.Error):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False
