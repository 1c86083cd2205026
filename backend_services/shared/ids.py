from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final, TypeAlias
from uuid import UUID

from uuid_utils.compat import uuid7

NewId: TypeAlias = Callable[[], UUID]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TIMED: Final = 7


def new_id() -> UUID:
    """A UUIDv7: unique, and sorted by the time it was made."""
    return uuid7()


def made_at(some_id: UUID) -> datetime | None:
    """When it was made (RFC 9562 5.7), to the millisecond; None of an id that does not say."""
    if some_id.version != _TIMED:
        return None
    try:
        return _EPOCH + timedelta(milliseconds=some_id.int >> 80)
    except OverflowError:  # beyond the year 9999: nobody of us made it
        return None
