"""Starts processes, watches them, starts them again when they crash, stops them in reverse."""

import asyncio
import signal
import time
from asyncio.subprocess import STDOUT, Process
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Final

from local_stack.children import kill_group, leashed
from local_stack.console import Console
from local_stack.lines import Lines
from local_stack.program import Program
from local_stack.settings import ROOT
from local_stack.state_file import ProcessRecord, StateFile

_READY_LIMIT: Final = 90.0  # seconds; a machine under load starts Python slowly
_POLL: Final = 0.1  # seconds
_FIRST_PAUSE: Final = 1.0  # seconds before the first restart; doubles up to:
_LONGEST_PAUSE: Final = 30.0
_STABLE: Final = 60.0  # seconds after which earlier crashes are forgotten
_LAST_WORDS: Final = 1.0  # seconds to read what an ended process still wrote


class State(StrEnum):
    STARTING = "starting"
    READY = "ready"
    CRASHED = "crashed"


class StartFailed(Exception):
    """A process ended, or did not become ready, while the stack was starting."""


@dataclass(frozen=True)
class _Child:
    process: Process
    lines: Lines


@dataclass
class _Watched:
    program: Program
    child: _Child
    state: State = State.STARTING
    restarts: int = 0
    started: float = field(default_factory=time.time)
    pause: float = _FIRST_PAUSE
    watcher: asyncio.Task[None] | None = None


class Supervisor:
    def __init__(
        self, *, console: Console, state_file: StateFile, environment: Mapping[str, str]
    ) -> None:
        self._console = console
        self._state_file = state_file
        self._environment = environment
        self._watched: dict[str, _Watched] = {}

    def pids(self) -> Sequence[int]:
        return [each.child.process.pid for each in self._watched.values()]

    async def start(self, program: Program) -> None:
        """Start and wait until ready.

        Raises:
            StartFailed: it ended before it was ready, or took too long; its last words are in
                the log.
        """
        watched = _Watched(program=program, child=await self._spawn(program))
        self._watched[program.name] = watched
        self._record()
        await self._wait_until_ready(watched)
        watched.watcher = asyncio.create_task(self._watch(watched))

    async def run(
        self, name: str, *, command: Sequence[str], environment: Mapping[str, str]
    ) -> None:
        """Run something that ends.

        Raises:
            StartFailed: it ended with a status other than 0.
        """
        job = Program(name=name, command=command, port=0, environment=environment)
        child = await self._spawn(job)
        try:
            status = await child.process.wait()
        finally:
            await self._end(child, job)
        if status != 0:
            message = f"{name} failed {_how(status)}; see {self._console.log_of(name)}"
            raise StartFailed(message)

    async def stop(self) -> None:
        """Stop all, last started first; whoever does not listen is killed."""
        watchers = [each.watcher for each in self._watched.values() if each.watcher is not None]
        for watcher in watchers:
            watcher.cancel()
        await asyncio.gather(*watchers, return_exceptions=True)
        for watched in reversed(self._watched.values()):
            await self._end(watched.child, watched.program)
        self._watched.clear()
        self._state_file.clear()

    async def _spawn(self, program: Program) -> _Child:
        lines = await Lines.open(partial(self._console.relay, program.name))
        try:
            process = await asyncio.create_subprocess_exec(
                *leashed(
                    program.command,
                    dies_by=program.stop_signal,
                    is_told_once=program.is_told_once,
                    ordinary_in=program.ordinary_in,
                ),
                env={**self._environment, **program.environment},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=lines.inlet,
                stderr=STDOUT,
                cwd=ROOT,
                start_new_session=True,  # Ctrl-C reaches the supervisor first, and only it
            )
        finally:
            lines.close_inlet()
        return _Child(process=process, lines=lines)

    async def _wait_until_ready(self, watched: _Watched) -> None:
        name = watched.program.name
        deadline = time.monotonic() + _READY_LIMIT
        while not await watched.program.is_ready():
            if watched.child.process.returncode is not None:
                await watched.child.lines.read_to_end(patience=_LAST_WORDS)
                message = f"{name} ended while it was starting; see {self._console.log_of(name)}"
                raise StartFailed(message)
            if time.monotonic() > deadline:
                message = f"{name} was not ready after {_READY_LIMIT:.0f} s"
                raise StartFailed(message)
            await asyncio.sleep(_POLL)
        watched.state = State.READY
        self._record()

    async def _watch(self, watched: _Watched) -> None:
        """For the life of the stack: whatever ends unasked starts again."""
        while True:
            await watched.child.process.wait()
            await self._restart(watched)

    async def _restart(self, watched: _Watched) -> None:
        name, status = watched.program.name, watched.child.process.returncode or 0
        if time.time() - watched.started > _STABLE:
            watched.pause = _FIRST_PAUSE
        watched.state = State.CRASHED
        self._record()
        await self._end(watched.child, watched.program)  # what it may have left behind
        self._console.note(name, f"ended {_how(status)}; starts again in {watched.pause:.0f} s")
        await asyncio.sleep(watched.pause)
        watched.pause = min(watched.pause * 2, _LONGEST_PAUSE)
        watched.child = await self._spawn(watched.program)
        watched.restarts += 1
        watched.started = time.time()
        watched.state = State.STARTING
        self._record()
        try:
            await self._wait_until_ready(watched)
        except StartFailed as error:
            self._console.note(name, str(error))
            kill_group(watched.child.process.pid)
        else:
            self._console.note(name, f"is back (restart {watched.restarts})")

    async def _end(self, child: _Child, program: Program) -> None:
        process = child.process
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.send_signal(program.stop_signal)
            try:
                async with asyncio.timeout(program.grace):
                    await process.wait()
            except TimeoutError:
                self._console.note(program.name, "does not stop; killed")
        kill_group(process.pid)
        await process.wait()
        await child.lines.read_to_end(patience=_LAST_WORDS)

    def _record(self) -> None:
        self._state_file.write(
            [
                ProcessRecord(
                    name=name,
                    pid=watched.child.process.pid,
                    port=watched.program.port,
                    state=watched.state.value,
                    restarts=watched.restarts,
                    started=watched.started,
                    stop_signal=watched.program.stop_signal,
                )
                for name, watched in self._watched.items()
            ]
        )


def _how(status: int) -> str:
    return f"by {signal.Signals(-status).name}" if status < 0 else f"with status {status}"
