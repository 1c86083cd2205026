"""What replicas say to each other, on whatever line; a call is small and says only: look."""

from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, Protocol

import orjson

from backend_services.shared.observability.logging import get_logger

log = get_logger()

CHANNEL: Final = "notifications_live"
LINE_TIMEOUT: Final = 5.0  # seconds, for opening a line and for each word on it
_PEOPLE_PER_CALL: Final = 500  # ids of at most 10 digits: below PostgreSQL's 8,000 bytes


@dataclass(frozen=True, slots=True)
class Call:
    """Where another replica should look; never what is there."""

    people: frozenset[int]
    is_about_products: bool


class ReplicaLine(Protocol):
    """One open line. Whatever is said on it, all others hear, and it does not."""

    @property
    def is_dead(self) -> bool: ...

    async def say(self, *, people: Collection[int], is_about_products: bool) -> None:
        """Raises: LINE_AWAY's: the line is dead."""
        ...

    async def check(self) -> None:
        """Raises: LINE_AWAY's: the line is dead, although nobody had said so."""
        ...


class OpenLine(Protocol):
    """How replicas are joined. The context: heard from its beginning to its end.

    Raises: LINE_AWAY's: there is no line to be had.
    """

    def __call__(
        self, *, hear: Callable[[Call], None], on_death: Callable[[], None]
    ) -> AbstractAsyncContextManager[ReplicaLine]: ...


def write_calls(people: Collection[int], *, is_about_products: bool) -> Iterator[str]:
    """At least one; several when there are too many people for one."""
    for some in _chunks(people) if people else ((),):
        yield orjson.dumps({"people": list(some), "products": is_about_products}).decode()


def read_call(text: object) -> Call | None:
    """None for what is not ours."""
    try:
        said: Any = orjson.loads(str(text))
        return Call(
            people=frozenset(int(one) for one in said["people"]),
            is_about_products=bool(said["products"]),
        )
    except (ValueError, TypeError, KeyError):
        log.warning("replicas.call_not_understood")
        return None


def _chunks(people: Collection[int]) -> Iterator[tuple[int, ...]]:
    rest = iter(people)
    while some := tuple(islice(rest, _PEOPLE_PER_CALL)):
        yield some
