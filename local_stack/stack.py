"""Starting the shop, step by step."""

import asyncio
import sys
import time
from collections.abc import Awaitable
from typing import TypeVar

from local_stack import window
from local_stack.console import Console
from local_stack.databases import create_databases
from local_stack.demo import Demo
from local_stack.network import refuse_taken_ports
from local_stack.program import Program
from local_stack.settings import ROOT, LocalStackSettings
from local_stack.state_file import StateFile
from local_stack.supervisor import Supervisor
from local_stack.toolchain import toolchain_environment
from local_stack.topology import DATABASES, Topology, topology

T = TypeVar("T")


class AlreadyRunning(Exception):
    """A stack runs on this folder; two would fight over its data."""


class Stack:
    def __init__(self, settings: LocalStackSettings, console: Console) -> None:
        self._settings = settings
        self._console = console
        self._topology: Topology = topology(settings)
        self._state = StateFile(settings.run)
        environment = {
            **self._topology.environment,
            **toolchain_environment(settings.environment),
            "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": str(ROOT),
        }
        self._environment = environment
        self.supervisor = Supervisor(
            console=console, state_file=self._state, environment=environment
        )

    def refuse_what_cannot_work(self, *, with_storefront: bool) -> None:
        """Look before anything starts.

        Raises:
            AlreadyRunning: a stack runs on this folder.
            PortTaken: naming the ports.
        """
        running = self._state.running_supervisor()
        if running:
            message = f"the shop is running already (pid {running}); `make ps` shows it"
            raise AlreadyRunning(message)
        for name in self._state.end_leftovers():
            self._console.say(f"Stopped {name}, left over from a run that was killed.")
        refuse_taken_ports(self._topology.wanted_ports(with_storefront=with_storefront))

    async def open(self, *, with_storefront: bool) -> None:
        """Start everything, in the order in which things need each other.

        Raises:
            StartFailed: something ended or was not ready in time.
        """
        build = asyncio.create_task(self._build_window()) if with_storefront else None
        try:
            await self._start_parts()
            await self._step("Migrating four databases", self._migrate())
            demo = Demo(self.supervisor, self._settings.data)
            await self._step("Filling the shelves", demo.before_services())
            await self._step("Starting five services", self._start_services())
            await self._step("Placing demo orders", demo.after_services())
            if build is not None:
                await build
                await self._step("Opening the window", self._start(self._topology.storefront))
        except BaseException:
            if build is not None:
                build.cancel()
                await asyncio.gather(build, return_exceptions=True)
            raise

    async def close(self) -> None:
        await self.supervisor.stop()

    async def _start_parts(self) -> None:
        if self._topology.postgres:
            await self._step("Starting PostgreSQL", self._start_postgres())
        parts: list[Program] = []
        if self._topology.broker:
            parts.append(self._broker_program())
        if self._topology.mail_sink:
            parts.append(self._topology.mail_sink)
        if parts:
            names = " and ".join(part.name for part in parts)
            await self._step(f"Starting {names}", self._start(*parts))

    async def _start_postgres(self) -> None:
        postgres = self._topology.postgres
        assert postgres is not None
        await asyncio.to_thread(postgres.prepare)
        await self._start(
            Program(
                name="postgres",
                command=postgres.command(),
                port=postgres.port,
                stop_signal=postgres.stop_signal,
                unprivileged=True,
            )
        )
        await create_databases(postgres.url, DATABASES)

    def _broker_program(self) -> Program:
        broker = self._topology.broker
        assert broker is not None
        broker.folder.mkdir(parents=True, exist_ok=True)
        return Program(
            name="broker",
            command=broker.command(),
            port=broker.port,
            environment=broker.environment(),
        )

    async def _migrate(self) -> None:
        await self.supervisor.run(
            "migrate", command=[sys.executable, "-m", "local_stack.migrate"], environment={}
        )

    async def _start_services(self) -> None:
        await self._start(*self._topology.services)

    async def _start(self, *programs: Program) -> None:
        async with asyncio.TaskGroup() as group:
            for program in programs:
                group.create_task(self.supervisor.start(program))

    async def _build_window(self) -> None:
        if window.is_built():
            return
        await self._step("Building the shop window (only when it changed)", self._run_build())

    async def _run_build(self) -> None:
        await self.supervisor.run(
            "build", command=window.build_command(), environment=window.build_environment()
        )
        await asyncio.to_thread(window.finish_build)

    async def _step(self, text: str, work: Awaitable[T]) -> T:
        started = time.monotonic()
        done = await work
        self._console.say(f"  {text} … {time.monotonic() - started:.1f} s")
        return done
