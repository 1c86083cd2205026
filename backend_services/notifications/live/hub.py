"""Who listens in this process, and to what."""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import islice

from backend_services.notifications.domain.news import FeedPage, ProductNews
from backend_services.notifications.live import frames
from backend_services.notifications.live.client import Client
from backend_services.shared.clock import Clock


@dataclass(slots=True)
class _Listener:
    expires_at: int  # seconds since 1970
    position: int  # of the last news in the person's feed that it was told, or told to have missed
    begun: int  # the position that it was first told from
    # Behind the first position, up to the second: what it was told before it went back.
    told: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])

    def go_back(self, position: int) -> None:
        self.told.append((self.begun, self.position))
        self.begun = self.position = position

    def was_told(self, position: int) -> bool:
        return any(after < position <= up_to for after, up_to in self.told)


class Hub:
    """Hands each frame to those it is for. Lives in one event loop; nothing in it waits."""

    def __init__(self, *, clock: Clock, batch_every: float) -> None:
        self._clock = clock
        self._batch_every = batch_every
        self._people: defaultdict[int, dict[Client, _Listener]] = defaultdict(dict)
        self._window_shoppers: set[Client] = set()
        self._changed: dict[int, ProductNews] = {}
        self._shown: dict[int, int] = {}  # sequences; as many as there are products

    @property
    def listener_count(self) -> int:
        """Subscriptions: a person on two sockets counts twice."""
        return sum(len(listeners) for listeners in self._people.values())

    @property
    def watcher_count(self) -> int:
        return len(self._window_shoppers)

    @property
    def people(self) -> AbstractSet[int]:
        """Those that somebody listens for."""
        return self._people.keys()

    def listen(self, client: Client, *, user_id: int, expires_at: int, position: int) -> int:
        """Let the client hear `user_id`'s news behind that position until then.

        Who listens already goes on where it stands, or back for what it was never told; nothing is
        told twice. Returns the position that news come from behind.
        """
        listeners = self._people[user_id]
        listener = listeners.get(client)
        if listener is None:
            listeners[client] = _Listener(expires_at, position=position, begun=position)
            return position
        listener.expires_at = expires_at
        if position < listener.begun:
            listener.go_back(position)
        return listener.position

    def position_of(self, client: Client, *, user_id: int) -> int | None:
        """How far the client was told of that person's news; None when it does not listen."""
        listener = self._people.get(user_id, {}).get(client)
        return listener.position if listener else None

    def stop_listening(self, client: Client, *, user_id: int) -> None:
        listeners = self._people.get(user_id, {})
        listeners.pop(client, None)
        if not listeners:
            self._people.pop(user_id, None)

    def places(self, user_ids: Collection[int]) -> set[tuple[int, int]]:
        """Where those who listen for these people stand: (user id, position)."""
        return {
            (user_id, listener.position)
            for user_id in user_ids
            for listener in self._people.get(user_id, {}).values()
        }

    def watch_window(self, client: Client) -> None:
        self._window_shoppers.add(client)

    def leave_window(self, client: Client) -> None:
        self._window_shoppers.discard(client)

    def deliver(self, page: FeedPage) -> None:
        """Tell everybody who listens what of the page is new to them; harmless when told twice."""
        written = [(news.position, frames.notification(news)) for news in page.news]
        now = self._clock.now().timestamp()
        for client, listener in self._people.get(page.user_id, {}).items():
            if now >= listener.expires_at or listener.position < page.after:
                continue  # its timer is a moment late; or another page is for it
            for position, frame in written:
                if position > listener.position:
                    if not listener.was_told(position):
                        client.tell(frame, user_id=page.user_id, position=position)
                    listener.position = position
            if page.is_cut and listener.position == page.end:
                client.leave_out(user_id=page.user_id, up_to=page.head)
                listener.position = page.head

    def tell_everyone(self, news: ProductNews) -> None:
        """Once per interval at most, and of each product only the latest."""
        if self._shown.get(news.product_id, -1) >= news.sequence:
            return
        self._shown[news.product_id] = news.sequence
        if not self._changed:
            asyncio.get_running_loop().call_later(self._batch_every, self._flush)
        self._changed[news.product_id] = news

    def _flush(self) -> None:
        changed, self._changed = self._changed, {}
        for some in _pieces(changed):
            frame = frames.products(some.values())
            for client in self._window_shoppers:
                client.show(frame, changed=some)


def _pieces(changed: Mapping[int, ProductNews]) -> Iterator[Mapping[int, ProductNews]]:
    rest = iter(changed.items())
    while some := dict(islice(rest, frames.PRODUCTS_PER_FRAME)):
        yield some
