"""Who listens in this process, and to what."""

import asyncio
from collections import defaultdict
from typing import Final

from backend_services.notifications.live import frames
from backend_services.notifications.live.announcer import PersonalNews, ProductNews
from backend_services.notifications.live.client import Client
from backend_services.shared.clock import Clock

_PRODUCTS_PER_FRAME: Final = 500  # about 40 kB; clients commonly refuse frames above 1 MB


class Hub:
    """Hands each frame to those it is for. Lives in one event loop; nothing in it waits."""

    def __init__(self, *, clock: Clock, batch_every: float) -> None:
        self._clock = clock
        self._batch_every = batch_every
        self._people: defaultdict[int, dict[Client, int]] = defaultdict(dict)
        self._window_shoppers: set[Client] = set()
        self._changed: dict[int, ProductNews] = {}

    @property
    def listener_count(self) -> int:
        """Subscriptions: a person on two sockets counts twice."""
        return sum(len(listeners) for listeners in self._people.values())

    @property
    def watcher_count(self) -> int:
        return len(self._window_shoppers)

    def listen(self, client: Client, *, user_id: int, expires_at: int) -> None:
        """Let the client hear `user_id`'s news until then (seconds since 1970)."""
        self._people[user_id][client] = expires_at

    def stop_listening(self, client: Client, *, user_id: int) -> None:
        listeners = self._people.get(user_id, {})
        listeners.pop(client, None)
        if not listeners:
            self._people.pop(user_id, None)

    def watch_window(self, client: Client) -> None:
        self._window_shoppers.add(client)

    def leave_window(self, client: Client) -> None:
        self._window_shoppers.discard(client)

    def tell_person(self, news: PersonalNews) -> None:
        listeners = self._people.get(news.user_id)
        if not listeners:
            return
        frame = frames.notification(news)
        now = self._clock.now().timestamp()
        for client, expires_at in listeners.items():
            if now < expires_at:  # its timer may be a moment late
                client.offer(frame)

    def tell_everyone(self, news: ProductNews) -> None:
        """Once per interval at most, and of each product only the latest."""
        if not self._changed:
            asyncio.get_running_loop().call_later(self._batch_every, self._flush)
        self._changed[news.product_id] = news

    def _flush(self) -> None:
        changed, self._changed = self._changed, {}
        news = list(changed.values())
        for start in range(0, len(news), _PRODUCTS_PER_FRAME):
            frame = frames.products(news[start : start + _PRODUCTS_PER_FRAME])
            for client in self._window_shoppers:
                client.offer(frame)
