import asyncio
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from local_stack.databases import create_databases
from local_stack.postgres import Postgres, PostgresFailed


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[Postgres]:
    server = Postgres(tmp_path / "data")
    server.start()
    yield server
    server.stop()


async def execute(server: Postgres, statement: str) -> object:
    url = server.url.replace("postgresql://", "postgresql+asyncpg://")
    engine = create_async_engine(f"{url}/lamps")
    try:
        async with engine.begin() as connection:
            result = await connection.execute(text(statement))
            return result.scalar() if result.returns_rows else None
    finally:
        await engine.dispose()


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


def test_it_is_not_ready_while_it_recovers(postgres: Postgres) -> None:
    status = postgres.folder / "postmaster.pid"
    said = status.read_text()
    assert postgres.is_ready()

    status.write_text(said.replace("ready", "starting"))

    assert not postgres.is_ready()
    status.write_text(said)


def test_a_server_that_a_killed_run_left_is_stopped_before_the_next(postgres: Postgres) -> None:
    next_run = Postgres(postgres.folder)

    next_run.start()

    assert not postgres.is_ready() or postgres.pid != next_run.pid
    assert next_run.is_ready()
    next_run.stop()


def test_a_server_that_does_not_listen_is_killed(postgres: Postgres) -> None:
    assert postgres.pid is not None
    os.kill(postgres.pid, signal.SIGSTOP)
    postgres.grace = 0.2

    postgres.stop()

    assert not psutil.pid_exists(postgres.pid)


def test_data_of_another_version_is_refused_with_what_to_do(tmp_path: Path) -> None:
    server = Postgres(tmp_path / "data", is_durable=False)
    server.prepare()
    (server.folder / "PG_VERSION").write_text("14\n")

    with pytest.raises(PostgresFailed) as refusal:
        server.start()

    assert f"The data in {server.folder} was written by PostgreSQL 14" in str(refusal.value)
    assert "`make reset` starts with a fresh shop" in str(refusal.value)


def test_why_it_did_not_start_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        server = Postgres(tmp_path / "data", port=holder.getsockname()[1], is_durable=False)

        with pytest.raises(PostgresFailed, match="could not bind IPv4 address"):
            server.start()


def test_a_half_made_data_folder_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "data.new").mkdir()
    (tmp_path / "data.new" / "PG_VERSION").write_text("18\n")
    server = Postgres(tmp_path / "data", is_durable=False)

    server.start()

    assert server.is_ready()
    server.stop()


def test_making_a_database_twice_keeps_the_first(postgres: Postgres) -> None:
    asyncio.run(create_databases(postgres.url, ["lamps"]))
    asyncio.run(execute(postgres, "create table lamp (name text)"))

    asyncio.run(create_databases(postgres.url, ["lamps", "shades"]))

    assert asyncio.run(execute(postgres, "select count(*) from lamp")) == 0


def test_nobody_outside_this_machine_can_connect(postgres: Postgres) -> None:
    asyncio.run(create_databases(postgres.url, ["lamps"]))

    assert asyncio.run(execute(postgres, "show listen_addresses")) == "127.0.0.1"
