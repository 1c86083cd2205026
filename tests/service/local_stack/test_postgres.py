import asyncio
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from local_stack.databases import create_databases
from local_stack.postgres import Postgres


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[Postgres]:
    server = Postgres(tmp_path / "data")
    server.start()
    yield server
    server.stop()


async def execute(server: Postgres, statement: str) -> object:
    connection = await asyncpg.connect(f"{server.url}/lamps")
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


def test_data_survives_a_stop_and_a_start(postgres: Postgres) -> None:
    asyncio.run(create_databases(postgres.url, ["lamps"]))
    asyncio.run(execute(postgres, "create table lamp (name text)"))
    asyncio.run(execute(postgres, "insert into lamp values ('desk')"))

    postgres.stop()
    postgres.start()

    assert asyncio.run(execute(postgres, "select name from lamp")) == "desk"


def test_what_was_committed_survives_a_killed_server(postgres: Postgres) -> None:
    asyncio.run(create_databases(postgres.url, ["lamps"]))
    asyncio.run(execute(postgres, "create table lamp as select 'desk'::text as name"))
    assert postgres.pid is not None

    os.kill(postgres.pid, signal.SIGKILL)
    postgres.stop()
    postgres.start()

    assert asyncio.run(execute(postgres, "select name from lamp")) == "desk"


def test_making_a_database_twice_keeps_the_first(postgres: Postgres) -> None:
    asyncio.run(create_databases(postgres.url, ["lamps"]))
    asyncio.run(execute(postgres, "create table lamp (name text)"))

    asyncio.run(create_databases(postgres.url, ["lamps", "shades"]))

    assert asyncio.run(execute(postgres, "select count(*) from lamp")) == 0


def test_nobody_outside_this_machine_can_connect(postgres: Postgres) -> None:
    asyncio.run(create_databases(postgres.url, ["lamps"]))

    assert asyncio.run(execute(postgres, "show listen_addresses")) == "127.0.0.1"
