"""The open tabs of this worker: what each shows, and the news waiting for it."""

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from storefront.api.catalog import ProductChange

# More unread notices than a person can look at; the order pages tell the rest.
NOTICES: Final = 20
# A tab between two pages has no follower for a moment; after this it is gone. Seconds.
ABANDONED: Final = 60.0


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Something that happened to an order of the person at this tab."""

    kind: str
    subject: str
    message: str
    order_id: int | None


@dataclass(frozen=True, kw_only=True)
class News:
    changes: tuple[ProductChange, ...] = ()
    notices: tuple[Notice, ...] = ()
    is_connected: bool = True
    has_gap: bool = False  # something may have been missed: look again
    owed: frozenset[str] = frozenset()  # places that wait for another look

    @property
    def is_personal(self) -> bool:
        return bool(self.notices) or self.has_gap


class Tab:
    """Bounded however much happens: of each product only the last change waits."""

    def __init__(self, *, is_connected: bool, monotonic: Callable[[], float]) -> None:
        self.user_id: int | None = None
        self.session_id = ""
        self.left_at: float | None = monotonic()
        self._shown: dict[str, frozenset[int]] = {}
        self._changes: dict[int, ProductChange] = {}
        self._notices: deque[Notice] = deque(maxlen=NOTICES)
        self._is_connected = is_connected
        self._has_gap = False
        self._resting: dict[str, asyncio.TimerHandle] = {}
        self._owed: set[str] = set()
        self._something = asyncio.Event()
        self._moved = asyncio.Event()

    def show(self, place: str, product_ids: Iterable[int]) -> None:
        """Say which products a part of the page shows; it hears of these and of no others."""
        self._shown[place] = frozenset(product_ids)

    def turn_page(self) -> None:
        self._shown.clear()
        self._changes.clear()
        self._owed.clear()

    def change_hands(self) -> None:
        """What waits is for whoever was here before."""
        self._notices.clear()
        self._has_gap = False

    def shows(self, place: str, product_ids: Iterable[int]) -> bool:
        return not self._shown.get(place, frozenset()).isdisjoint(product_ids)

    @property
    def product_ids(self) -> frozenset[int]:
        return frozenset[int]().union(*self._shown.values())

    def hear_change(self, change: ProductChange) -> None:
        self._moved.set()
        if any(change.id in ids for ids in self._shown.values()):
            self._changes[change.id] = change
            self._something.set()

    def hear_notice(self, notice: Notice) -> None:
        self._notices.append(notice)
        self._something.set()

    def hear_connection(self, *, is_connected: bool) -> None:
        if is_connected != self._is_connected:
            self._is_connected = is_connected
            self._something.set()

    def hear_gap(self) -> None:
        self._has_gap = True
        self._something.set()

    def rest(self, place: str, *, seconds: float) -> None:
        """Leave a part of the page alone for a while: to look at it again costs a question."""
        loop = asyncio.get_running_loop()
        self._resting[place] = loop.call_later(seconds, self._rested, place)

    def is_resting(self, place: str) -> bool:
        return place in self._resting

    def owe(self, place: str) -> None:
        """Ask for another look at a part of the page, when it has rested."""
        self._owed.add(place)
        if place not in self._resting:
            self._something.set()

    async def goods_moved(self, *, within: float) -> None:
        """Wait until any product changed, shown or not; at most so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._moved.wait()
        self._moved.clear()

    async def news(self) -> News:
        """Wait until there is something to tell, then tell all of it once."""
        await self._something.wait()
        return self.take_news()

    def take_news(self) -> News:
        self._something.clear()
        owed = self._owed - self._resting.keys()
        news = News(
            changes=tuple(self._changes.values()),
            notices=tuple(self._notices),
            is_connected=self._is_connected,
            has_gap=self._has_gap,
            owed=frozenset(owed),
        )
        self._changes.clear()
        self._notices.clear()
        self._has_gap = False
        self._owed -= owed
        return news

    def _rested(self, place: str) -> None:
        del self._resting[place]
        if place in self._owed:
            self._something.set()


class Tabs:
    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._tabs: dict[str, Tab] = {}
        self._is_connected = True
        self._monotonic = monotonic
        self.people_changed = asyncio.Event()

    def of(self, client_token: str) -> Tab:
        tab = self._tabs.get(client_token)
        if tab is None:
            tab = Tab(is_connected=self._is_connected, monotonic=self._monotonic)
            self._tabs[client_token] = tab
        return tab

    def __len__(self) -> int:
        return len(self._tabs)

    @property
    def people(self) -> dict[int, frozenset[str]]:
        """Who is signed in at these tabs, each with the sessions they have here."""
        sessions: defaultdict[int, set[str]] = defaultdict(set)
        for tab in self._tabs.values():
            if tab.user_id is not None:
                sessions[tab.user_id].add(tab.session_id)
        return {user_id: frozenset(ids) for user_id, ids in sessions.items()}

    def enter(self, tab: Tab, *, user_id: int | None, session_id: str) -> None:
        if tab.user_id != user_id:
            tab.change_hands()
            tab.user_id = user_id
            if user_id is not None:
                # Between the page's look and now something may have happened unheard.
                tab.hear_gap()
        tab.session_id = session_id
        tab.left_at = None
        self.people_changed.set()

    def leave(self, tab: Tab) -> None:
        tab.left_at = self._monotonic()

    def dismiss(self, session_id: str) -> None:
        """A session is over: nobody is at its tabs any more, whatever they still show."""
        for tab in self._tabs.values():
            if tab.session_id == session_id and tab.user_id is not None:
                tab.change_hands()
                tab.user_id = None
        self.people_changed.set()

    def forget_abandoned(self) -> None:
        limit = self._monotonic() - ABANDONED
        self._tabs = {
            token: tab
            for token, tab in self._tabs.items()
            if tab.left_at is None or tab.left_at > limit
        }
        self.people_changed.set()

    def shown_products(self) -> frozenset[int]:
        return frozenset[int]().union(*(tab.product_ids for tab in self._tabs.values()))

    def tell_changes(self, changes: Iterable[ProductChange]) -> None:
        for change in changes:
            for tab in self._tabs.values():
                tab.hear_change(change)

    def tell_person(self, user_id: int, notice: Notice) -> None:
        for tab in self._tabs.values():
            if tab.user_id == user_id:
                tab.hear_notice(notice)

    def tell_connection(self, *, is_connected: bool) -> None:
        self._is_connected = is_connected
        for tab in self._tabs.values():
            tab.hear_connection(is_connected=is_connected)

    def tell_gap(self, user_id: int) -> None:
        """This person may have missed notices."""
        for tab in self._tabs.values():
            if tab.user_id == user_id:
                tab.hear_gap()
