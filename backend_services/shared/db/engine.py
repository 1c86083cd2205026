from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from backend_services.shared.settings import DatabaseSettings

_FROZEN_AFTER = 2.0  # seconds beyond the server's own limit


def create_engine(settings: DatabaseSettings, *, application: str) -> AsyncEngine:
    """A pool to the service's own database; every wait in it has an end."""
    return create_async_engine(
        settings.database_url.get_secret_value(),
        pool_size=settings.database_pool_size,
        max_overflow=settings.database_max_overflow,
        pool_timeout=settings.database_pool_timeout,
        pool_pre_ping=True,
        hide_parameters=True,  # an error is logged with its statement, not with people's data
        connect_args={
            "timeout": settings.database_pool_timeout,
            # A server that froze ends no statement itself; the pool's look before use waits no
            # longer either.
            "command_timeout": settings.statement_timeout + _FROZEN_AFTER,
            "server_settings": {
                "application_name": application,
                "timezone": "UTC",
                "statement_timeout": _milliseconds(settings.statement_timeout),
                "lock_timeout": _milliseconds(settings.lock_timeout),
                # Longer than the relay's publish timeout: its row locks are its lease.
                "idle_in_transaction_session_timeout": "30000",
            },
        },
    )


def _milliseconds(seconds: float) -> str:
    return str(int(seconds * 1000))
