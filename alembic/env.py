"""Migrates the service that `alembic -n <service>` names, in its own database."""

import asyncio
import os
from importlib import import_module

from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from alembic import context

service = context.config.config_ini_section
metadata: MetaData = import_module(f"backend_services.{service}.adapters.tables").metadata


def database_url() -> str:
    """The URL that the caller set, or the service's own setting."""
    configured = context.config.attributes.get("database_url")
    url = configured or os.environ.get(f"{service.upper()}_DATABASE_URL")  # noqa: TID251 - runs outside any service
    if not url:
        raise SystemExit(f"setting {service.upper()}_DATABASE_URL: missing")
    return url


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        compare_server_default=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        # A migration that has to wait for a lock gives up before others queue behind it.
        connection.execute(text("set lock_timeout = '5s'"))
        context.run_migrations()


async def migrate_online() -> None:
    engine = create_async_engine(database_url(), poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(migrate)
        await connection.commit()
    await engine.dispose()


if context.is_offline_mode():
    context.configure(url=database_url(), target_metadata=metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    asyncio.run(migrate_online())
