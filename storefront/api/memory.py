"""A small memory with an end: what is the same for every visitor need not be asked each time."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Memory(Generic[Value]):
    """The newest `size` values, each for `lifetime` seconds."""

    def __init__(
        self,
        *,
        size: int = 2_000,
        lifetime: float = 60.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._size = size
        self._lifetime = lifetime
        self._monotonic = monotonic
        self._kept: OrderedDict[Hashable, tuple[float, Value]] = OrderedDict()

    def get(self, key: Hashable) -> Value | None:
        kept = self._kept.get(key)
        if kept is None or kept[0] <= self._monotonic():
            return None
        self._kept.move_to_end(key)
        return kept[1]

    def put(self, key: Hashable, value: Value) -> None:
        self._kept[key] = (self._monotonic() + self._lifetime, value)
        self._kept.move_to_end(key)
        while len(self._kept) > self._size:
            self._kept.popitem(last=False)
