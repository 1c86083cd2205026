"""Starting the shop, step by step."""

import asyncio
import sys
import time
from collections.abc import Awaitable, Coroutine, Sequence

from local_stack import window
from local_stack.build_window import build_window
from local_stack.console import Console
from local_stack.databases import create_databases
from local_stack.demo import Demo
from local_stack.network import refuse_taken_ports
from local_stack.postgres import Postgres
from local_stack.program import Program
from local_stack.settings import ROOT, LocalStackSettings
from local_stack.state_file import StateFile
from local_stack.supervisor import Supervisor
from local_stack.toolchain import toolchain_environment
from local_stack.topology import topology


async def _together(*work: Coroutine[None, None, None]) -> None:
    """Do it all at once; the first failure stops the rest."""
    async with asyncio.TaskGroup() as group:
        for each in work:
            group.create_task(each)


class Stack:
    def __init__(self, settings: LocalStackSettings, console: Console) -> None:
        self._console = console
        self._topology = topology(settings)
        self._state = StateFile(settings.run)
        self.supervisor = Supervisor(
            console=console,
            state_file=self._state,
            environment={
                **self._topology.environment,
                **toolchain_environment(settings.environment),
                "PYTHONUNBUFFERED": "1",
                "PYTHONPATH": str(ROOT),
            },
        )
        self._demo = Demo(
            self.supervisor, folder=settings.data / "demo", allowed=self._topology.demo
        )

    def refuse_what_cannot_work(self, *, with_storefront: bool) -> None:
        """Look before anything starts.

        Raises:
            PortTaken: naming the ports.
        """
        for name in self._state.end_leftovers():
            self._console.say(f"Stopped {name}, left over from a run that was killed.")
        wanted = dict(self._topology.wanted_ports)
        if with_storefront:
            wanted["storefront"] = self._topology.storefront.port
        refuse_taken_ports(wanted)

    async def open(self, *, with_storefront: bool) -> None:
        """Start everything, in the order in which things need each other.

        Raises:
            StartFailed: something ended or was not ready in time.
            PostgresFailed: its data cannot be made or read.
            WindowNotBuilt: the build left nothing to serve.
        """
        async with asyncio.TaskGroup() as group:
            build = group.create_task(self._build_window()) if with_storefront else None
            if self._topology.postgres:
                await self._step(
                    "Starting PostgreSQL", self._start_postgres(self._topology.postgres)
                )
            await _together(self._start_parts(), self._prepare_databases())
            if build is not None:
                group.create_task(self._open_window(build))
            await self._open_services()

    async def close(self) -> None:
        await self.supervisor.stop()

    async def _start_parts(self) -> None:
        parts: list[Program] = []
        if self._topology.broker:
            broker = self._topology.broker
            broker.folder.mkdir(parents=True, exist_ok=True)
            parts.append(
                Program(
                    name="broker",
                    command=broker.command(),
                    port=broker.port,
                    environment=broker.environment(),
                )
            )
        if self._topology.mail_sink:
            parts.append(self._topology.mail_sink)
        if self._topology.google:
            parts.append(self._topology.google)
        if parts:
            names = " and ".join(part.name for part in parts)
            await self._step(f"Starting {names}", self._start(parts))

    async def _prepare_databases(self) -> None:
        if not self._topology.services:
            return
        await self._step("Migrating four databases", self._migrate())
        if goods := self._demo.before_services():
            await self._step("Filling the shelves", self._demo.load(goods))

    async def _open_services(self) -> None:
        if not self._topology.services:
            return
        await self._step("Starting five services", self._start(self._topology.services))
        if orders := self._demo.after_services():
            await self._step("Placing demo orders", self._demo.load(orders))

    async def _open_window(self, build: asyncio.Task[None]) -> None:
        await build
        await self._step("Opening the window", self._start([self._topology.storefront]))

    async def _start_postgres(self, postgres: Postgres) -> None:
        await asyncio.to_thread(postgres.prepare)
        await self.supervisor.start(
            Program(
                name="postgres",
                command=postgres.command(),
                port=postgres.port,
                check=postgres.is_ready,
                stop_signal=postgres.stop_signal,
                grace=postgres.grace,
                ordinary_in=postgres.folder,
            )
        )
        await create_databases(postgres.url, self._topology.databases)

    async def _migrate(self) -> None:
        command = [sys.executable, "-m", "local_stack.migrate"]
        await self.supervisor.run("migrate", command=command, environment={})

    async def _start(self, programs: Sequence[Program]) -> None:
        await _together(*(self.supervisor.start(program) for program in programs))

    async def _build_window(self) -> None:
        if not window.is_built():
            work = build_window(self.supervisor)
            await self._step("Building the shop window (only when it changed)", work)

    async def _step(self, text: str, work: Awaitable[None]) -> None:
        started = time.monotonic()
        await work
        self._console.say(f"  {text} … {time.monotonic() - started:.1f} s")
