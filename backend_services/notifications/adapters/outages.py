from typing import Final

import asyncpg
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

# While a connection is being made, asyncpg's own errors come through unwrapped.
DATABASE_AWAY: Final = (
    SQLAlchemyError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    OSError,
)
LINE_AWAY: Final = (*DATABASE_AWAY, RedisError)
