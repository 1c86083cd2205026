"""Starts processes, watches them, starts them again when they crash, stops them in reverse."""

import asyncio
import os
import signal
import time
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from local_stack.children import before_exec
from local_stack.console import Console
from local_stack.program import Program
from local_stack.state_file import ProcessRecord, StateFile

_READY_LIMIT: Final = 90.0  # seconds; a machine under load starts Python slowly
_POLL: Final = 0.1  # seconds
_FIRST_PAUSE: Final = 1.0  # seconds before the first restart; doubles up to:
_LONGEST_PAUSE: Final = 30.0
_STABLE: Final = 60.0  # seconds after which earlier crashes are forgotten
_LINE_LIMIT: Final = 2**20  # bytes; a traceback in one JSON line is long


class State(StrEnum):
    STARTING = "starting"
    READY = "ready"
    CRASHED = "crashed"
    STOPPED = "stopped"


class StartFailed(Exception):
    """A process ended, or did not become ready, while the stack was starting."""


@dataclass
class _Watched:
    program: Program
    process: Process
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
        self._is_stopping = False

    def pids(self) -> Sequence[int]:
        return [each.process.pid for each in self._watched.values()]

    async def start(self, program: Program) -> None:
        """Start and wait until ready.

        Raises:
            StartFailed: it ended before it was ready, or took too long; its last words are in
                the log.
        """
        watched = _Watched(program=program, process=await self._spawn(program))
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
        process = await self._spawn(job)
        try:
            status = await process.wait()
        except asyncio.CancelledError:
            await self._end(process, job)
            raise
        if status != 0:
            message = f"{name} failed with status {status}"
            raise StartFailed(message)

    async def stop(self) -> None:
        """Stop all, last started first; whoever does not listen is killed."""
        self._is_stopping = True
        for watched in reversed(list(self._watched.values())):
            if watched.watcher is not None:
                watched.watcher.cancel()
            await self._end(watched.process, watched.program)
            watched.state = State.STOPPED
        self._state_file.clear()

    async def _spawn(self, program: Program) -> Process:
        process = await asyncio.create_subprocess_exec(
            *program.command,
            env={**self._environment, **program.environment},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=PIPE,
            stderr=STDOUT,
            limit=_LINE_LIMIT,
            start_new_session=True,  # Ctrl-C reaches the supervisor first, and only it
            preexec_fn=before_exec(dies_by=program.stop_signal, unprivileged=program.unprivileged),
        )
        reader = asyncio.create_task(self._relay_lines(program.name, process))
        reader.add_done_callback(lambda _: None)
        return process

    async def _relay_lines(self, name: str, process: Process) -> None:
        assert process.stdout is not None
        with suppress(ValueError):  # a line beyond the limit: the rest is not worth a crash
            async for line in process.stdout:
                self._console.relay(name, line.decode(errors="replace").rstrip())

    async def _wait_until_ready(self, watched: _Watched) -> None:
        deadline = time.monotonic() + _READY_LIMIT
        while not await watched.program.is_ready():
            if watched.process.returncode is not None:
                message = f"{watched.program.name} ended while it was starting"
                raise StartFailed(message)
            if time.monotonic() > deadline:
                message = f"{watched.program.name} was not ready after {_READY_LIMIT:.0f} s"
                raise StartFailed(message)
            await asyncio.sleep(_POLL)
        watched.state = State.READY
        self._record()

    async def _watch(self, watched: _Watched) -> None:
        """For the life of the stack: whatever ends unasked starts again."""
        while True:
            status = await watched.process.wait()
            if self._is_stopping:
                return
            await self._restart(watched, status)

    async def _restart(self, watched: _Watched, status: int) -> None:
        name = watched.program.name
        if time.time() - watched.started > _STABLE:
            watched.pause = _FIRST_PAUSE
        watched.state = State.CRASHED
        self._record()
        self._console.note(name, f"ended {_how(status)}; starts again in {watched.pause:.0f} s")
        _kill_group(watched.process.pid, signal.SIGKILL)  # what it may have left behind
        await asyncio.sleep(watched.pause)
        watched.pause = min(watched.pause * 2, _LONGEST_PAUSE)
        watched.process = await self._spawn(watched.program)
        watched.restarts += 1
        watched.started = time.time()
        watched.state = State.STARTING
        self._record()
        try:
            await self._wait_until_ready(watched)
        except StartFailed as error:
            self._console.note(name, str(error))
            _kill_group(watched.process.pid, signal.SIGKILL)
        else:
            self._console.note(name, f"is back (restart {watched.restarts})")

    async def _end(self, process: Process, program: Program) -> None:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.send_signal(program.stop_signal)
            try:
                async with asyncio.timeout(program.grace):
                    await process.wait()
            except TimeoutError:
                self._console.note(program.name, "does not stop; killed")
        _kill_group(process.pid, signal.SIGKILL)
        await process.wait()

    def _record(self) -> None:
        self._state_file.write(
            [
                ProcessRecord(
                    name=name,
                    pid=watched.process.pid,
                    port=watched.program.port,
                    state=watched.state.value,
                    restarts=watched.restarts,
                    started=watched.started,
                )
                for name, watched in self._watched.items()
            ]
        )


def _kill_group(pid: int, how: signal.Signals) -> None:
    """Each child leads a group of its own, so this takes its helpers with it."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, how)


def _how(status: int) -> str:
    return f"by {signal.Signals(-status).name}" if status < 0 else f"with status {status}"
