import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from enum import StrEnum
from itertools import islice

from backend_services.notifications.domain.news import ProductNews
from backend_services.notifications.live import figures, frames


class Feed(StrEnum):
    NOTIFICATIONS = "notifications"
    CATALOG = "catalog"


class Client:
    """What waits to be sent on one socket: bounded, so that nobody waits for a slow reader.

    When the queue is full, of products the newest state waits beside it, one each; personal news
    are left out, and a `gap` frame says from where on. Only answers have no substitute: who asks
    on and on without reading is given up.
    """

    def __init__(self, *, limit: int, feed: Feed = Feed.NOTIFICATIONS) -> None:
        self.feed = feed
        self._limit = limit
        self._frames: deque[str] = deque()
        self._gaps: dict[int, int] = {}  # the position that a person's feed goes on from
        self._products: dict[int, ProductNews] = {}
        self._has_news = asyncio.Event()
        self._overrun = asyncio.Event()

    @property
    def is_behind(self) -> bool:
        return bool(self._gaps or self._products)

    @property
    def _is_full(self) -> bool:
        return len(self._frames) >= self._limit

    def answer(self, frame: str) -> None:
        """Queue a frame that must not be left out."""
        if self._is_full:
            self._overrun.set()
        else:
            self._queue(frame)

    def tell(self, frame: str, *, user_id: int, position: int) -> None:
        """Queue a person's news."""
        if self._is_full or user_id in self._gaps:
            figures.DROPPED.labels(self.feed).inc()
            self.leave_out(user_id=user_id, up_to=position)
        else:
            self._queue(frame)

    def leave_out(self, *, user_id: int, up_to: int) -> None:
        """Say, as soon as there is room, that a person's news up to this position are left out."""
        if self._is_full or user_id in self._gaps:
            with self._watched():
                self._gaps[user_id] = up_to
        else:
            self._queue(frames.gap(user_id, position=up_to))

    def show(self, frame: str, *, changed: Mapping[int, ProductNews]) -> None:
        """Queue changes of products; the frame says the same as `changed`."""
        if self._is_full or self._products:
            figures.DROPPED.labels(self.feed).inc()
            with self._watched():
                self._products.update(changed)
            self._has_news.set()
        else:
            self._queue(frame)

    async def next_frame(self) -> str:
        while not (self._frames or self.is_behind):
            self._has_news.clear()
            await self._has_news.wait()
        return self._take()

    def remaining(self) -> list[str]:
        """All that is still to be sent; nothing is left afterwards."""
        rest: list[str] = []
        while self._frames or self.is_behind:
            rest.append(self._take())
        return rest

    async def overrun(self) -> None:
        """Return when the client has asked more than it reads."""
        await self._overrun.wait()

    @asynccontextmanager
    async def counted(self) -> AsyncGenerator[None]:
        """While the socket is open."""
        figures.CLIENTS.labels(self.feed).inc()
        try:
            yield
        finally:
            figures.CLIENTS.labels(self.feed).dec()
            with self._watched():
                self._gaps.clear()
                self._products.clear()

    def _queue(self, frame: str) -> None:
        self._frames.append(frame)
        self._has_news.set()

    def _take(self) -> str:
        if self._frames:
            return self._frames.popleft()
        with self._watched():
            if self._gaps:
                user_id = next(iter(self._gaps))
                return frames.gap(user_id, position=self._gaps.pop(user_id))
            some = list(islice(self._products, frames.PRODUCTS_PER_FRAME))
            return frames.products([self._products.pop(product_id) for product_id in some])

    @contextmanager
    def _watched(self) -> Generator[None]:
        was_behind = self.is_behind
        yield
        if self.is_behind is not was_behind:
            figures.SLOW_CLIENTS.labels(self.feed).inc(1 if self.is_behind else -1)
