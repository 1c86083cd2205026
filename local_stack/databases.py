from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine


async def create_databases(url: str, names: Iterable[str]) -> None:
    """Make the databases that are not there yet."""
    server = url.replace("postgresql://", "postgresql+asyncpg://") + "/postgres"
    engine = create_async_engine(server, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        known = set((await connection.scalars(text("select datname from pg_database"))).all())
        for name in names:
            if name not in known:
                await connection.execute(text(f'create database "{name}"'))
    await engine.dispose()
