import asyncio
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from backend_services.shared.http.tokens import TokenVerifier
from backend_services.shared.ids import new_id
from backend_services.shared.settings import BrokerSettings
from local_stack.broker import Broker
from tests.fixtures.broker import settings_for
from tests.fixtures.postgres import in_thread, run_sql, sqlalchemy_url
from tests.security.estate import Estate, open_estate

SERVICES = ("users", "products", "orders", "notifications")
SEED = Path(__file__).parent / "seed"


async def seed(databases: Mapping[str, str]) -> None:
    """Somebody of each role, and things of user 7."""
    for service, database in databases.items():
        file = SEED / f"{service}.sql"
        if not file.exists():
            continue
        engine = create_async_engine(sqlalchemy_url(database), poolclass=NullPool)
        async with engine.begin() as connection:
            for statement in file.read_text().split(";\n"):
                await connection.execute(text(statement))
        await engine.dispose()


@pytest.fixture(scope="session")
def own_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrokerSettings]:
    """Not the other tests': what runs here all the while would take their messages."""
    broker = Broker(tmp_path_factory.mktemp("estate-broker"))
    yield settings_for(broker.start())
    broker.stop()


@pytest.fixture(scope="session")
def estate(
    template_database: Callable[[str], str],
    own_broker: BrokerSettings,
    token_verifier: TokenVerifier,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Estate]:
    """Every service with a database of its own, seeded."""
    databases = {service: f"estate_{service}_{new_id().hex}" for service in SERVICES}
    for service, name in databases.items():
        run_sql(f"create database {name} template {template_database(service)}")
    in_thread(lambda: asyncio.run(seed(databases)))
    folder = tmp_path_factory.mktemp("estate")
    with open_estate(
        databases=databases, url=sqlalchemy_url, broker=own_broker, folder=folder
    ) as estate:
        estate.trust(token_verifier)
        yield estate
    run_sql(*(f"drop database {name} with (force)" for name in databases.values()))
