from collections.abc import Callable
from typing import TypeAlias
from uuid import UUID

from uuid_utils.compat import uuid7

NewId: TypeAlias = Callable[[], UUID]


def new_id() -> UUID:
    """A UUIDv7: unique, and sorted by the time it was made."""
    return uuid7()
