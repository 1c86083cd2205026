"""A whole shop of its own, save the window: real processes, a folder that is thrown away."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from local_stack.network import PortTaken, refuse_taken_ports
from local_stack.settings import ROOT, LocalStackSettings, load_settings, machine_environment
from local_stack.state_file import ProcessRecord, StateFile
from local_stack.supervisor import State
from tools.prove.people import People

SHIFTS: Final = range(12_000, 17_000, 500)
_PATIENCE: Final = 300.0  # seconds, for a start and for things to come to rest
DATABASES: Final = ("users", "products", "orders", "notifications")
HEALTHY: Final = 200
_LAST_STEP: Final = "Placing demo orders"  # is said when it is done


class NeverHappened(Exception):
    def __init__(self, what: str) -> None:
        super().__init__(f"after {_PATIENCE:.0f} s still not so: {what}")


@dataclass
class Shop:
    settings: LocalStackSettings
    people: People
    http: httpx.AsyncClient = field(init=False)
    deaths: int = 0  # by our hand
    _engines: dict[str, AsyncEngine] = field(default_factory=dict[str, AsyncEngine])

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.settings.ports.gateway}"

    @asynccontextmanager
    async def connected(self) -> AsyncGenerator[None]:
        # Servers close what was idle for 5 s; who writes into that very moment reads an error.
        limits = httpx.Limits(max_connections=400, keepalive_expiry=2)
        timeout = httpx.Timeout(60, pool=120)
        async with httpx.AsyncClient(base_url=self.api, limits=limits, timeout=timeout) as http:
            self.http = http
            try:
                yield
            finally:
                for engine in self._engines.values():
                    await engine.dispose()

    async def rows(self, database: str, sql: str, **values: object) -> list[Mapping[str, Any]]:
        """Asked until the database answers: it may be the one that was killed."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                async with self._engine(database).connect() as connection:
                    found = await connection.execute(text(sql), values)
                    return [{**row} for row in found.mappings()]
            except (OSError, DBAPIError) as error:
                if time.monotonic() > deadline:
                    raise NeverHappened(f"{database} answers") from error
                await asyncio.sleep(0.1)

    async def value(self, database: str, sql: str) -> int:
        """The one figure that the statement answers."""
        (row,) = await self.rows(database, sql)
        return int(next(iter(row.values())))

    def _engine(self, database: str) -> AsyncEngine:
        if database not in self._engines:
            port = self.settings.ports.postgres
            url = f"postgresql+asyncpg://vitrine@127.0.0.1:{port}/{database}"
            self._engines[database] = create_async_engine(url, pool_size=2, pool_pre_ping=True)
        return self._engines[database]

    async def put_on_shelf(self, sku: str, *, stock: int) -> int:
        """A new product; answers its id."""
        answer = await self.http.post(
            "/products",
            json={"name": f"Proof {sku}", "price": "10.00", "stock_quantity": stock, "sku": sku},
            headers=self.people.staff(),
        )
        answer.raise_for_status()
        return answer.json()["id"]

    async def buy(self, buyer: int, lines: Mapping[int, int], *, key: str) -> httpx.Response:
        return await self.http.post(
            "/orders",
            json={"items": [{"product_id": p, "quantity": q} for p, q in lines.items()]},
            headers={**self.people.customer(buyer), "Idempotency-Key": key},
        )

    def process(self, name: str) -> ProcessRecord | None:
        """What the supervisor says of it; None while it has just died."""
        found = StateFile(self.settings.run).read()
        return next((one for one in found if one.name == name), None)

    async def kill(self, name: str) -> None:
        """SIGKILL it with its children, and wait until the supervisor has it back and healthy."""
        before = self.process(name)
        if before is None:
            raise NeverHappened(f"{name} runs")
        self._strike(before)
        await self.until(f"{name} is back", lambda: self._is_back(name, before=before))

    def _strike(self, victim: ProcessRecord) -> None:
        with suppress(ProcessLookupError):
            os.killpg(victim.pid, signal.SIGKILL)
            self.deaths += 1

    async def keep_away(self, name: str, *, seconds: float) -> None:
        """SIGKILL it whenever the supervisor has brought it back, for so long; then let it be."""
        before = self.process(name)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = self.process(name)
            if found is not None and found.state != State.CRASHED.value:
                self._strike(found)
            await asyncio.sleep(0.2)
        if before is None:
            raise NeverHappened(f"{name} runs")
        await self.until(f"{name} is back", lambda: self._is_back(name, before=before))

    async def _is_back(self, name: str, *, before: ProcessRecord) -> bool:
        now = self.process(name)
        is_new = now is not None and now.pid != before.pid and now.state == State.READY.value
        return is_new and await self.is_healthy()

    async def is_healthy(self) -> bool:
        try:
            answer = await self.http.get("/health")
            return answer.status_code == HEALTHY and answer.json()["status"] == "healthy"
        except (httpx.HTTPError, ValueError, KeyError):
            return False

    async def until(self, what: str, holds: Callable[[], Awaitable[bool]]) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not await holds():
            if time.monotonic() > deadline:
                raise NeverHappened(what)
            await asyncio.sleep(0.2)

    async def comes_to_rest(self) -> None:
        """No event waits, no order is being placed, no hold is open, no mail is due."""
        await self.until("the shop is at rest", self._is_at_rest)

    async def _is_at_rest(self) -> bool:
        left = [
            await self.value(one, "select count(*) from outbox where published_at is null")
            for one in ("users", "products", "orders")
        ]
        left.append(
            await self.value("orders", "select count(*) from orders where status = 'placing'")
        )
        left.append(
            await self.value("products", "select count(*) from reservation where state = 'held'")
        )
        sql = "select count(*) from notifications where status in ('pending', 'sending')"
        left.append(await self.value("notifications", sql))
        created = await self.value(
            "orders", "select count(*) from outbox where type = 'order.created'"
        )
        told = await self.value(
            "notifications",
            "select count(*) from notifications where type = 'order_confirmation'",
        )
        return sum(left) == 0 and told >= created


@contextmanager
def opened_shop() -> Generator[Shop]:
    """Open a shop on free ports; stop it and throw it away after.

    Raises:
        NeverHappened: it did not open.
    """
    folder = Path(tempfile.mkdtemp(prefix="vitrine-prove-"))
    environment = {
        **machine_environment(),
        "LOCAL_STACK_DATA_DIR": str(folder),
        "LOCAL_STACK_PORT_SHIFT": str(_free_shift(folder)),
    }
    settings = load_settings(environment)
    command = [sys.executable, "-m", "local_stack", "serve", "--parent", str(os.getpid())]
    log = folder / "prove.log"
    print("Opening a shop of its own …", flush=True)
    # A group of its own, and no Ctrl-C from our terminal: it is stopped below.
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own program
            command,
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        _wait_until_open(settings, process=process, log=log)
        people = People.of(folder / "secrets" / "signing-key.pem")
        yield Shop(settings=settings, people=people)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=90)
        shutil.rmtree(folder, ignore_errors=True)


def _free_shift(folder: Path) -> int:
    for shift in SHIFTS:
        ports = load_settings(
            {"LOCAL_STACK_DATA_DIR": str(folder), "LOCAL_STACK_PORT_SHIFT": str(shift)}
        ).ports
        with suppress(PortTaken):
            refuse_taken_ports(asdict(ports))
            return shift
    raise NeverHappened("ports are free")


def _wait_until_open(
    settings: LocalStackSettings, *, process: subprocess.Popen[bytes], log: Path
) -> None:
    deadline = time.monotonic() + _PATIENCE
    url = f"http://127.0.0.1:{settings.ports.gateway}/health"
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(httpx.HTTPError, ValueError, KeyError):
            # The demo's own orders come last; a death meanwhile would end the start.
            is_filled = _LAST_STEP in log.read_text()
            if is_filled and httpx.get(url).json()["status"] == "healthy":
                return
        time.sleep(0.2)
    print(log.read_text()[-3000:])
    raise NeverHappened("the shop is open")
