from typing import Final

import asyncpg
from sqlalchemy.exc import SQLAlchemyError

# While a connection is being made, asyncpg's own errors come through unwrapped.
DATABASE_AWAY: Final = (
    SQLAlchemyError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    OSError,
)
