"""The worker's two ears at the gateway: one for the goods, one for everybody signed in here."""

import asyncio
import json
import random
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import Annotated, Final, Literal

import structlog
from pydantic import Field, TypeAdapter, ValidationError
from redis.exceptions import RedisError
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from storefront.api.catalog import ProductChange
from storefront.api.errors import GatewayError
from storefront.api.wire import Amount, Wire
from storefront.web.sessions import Sessions
from storefront.web.tabs import Notice, Tab, Tabs

CATALOG: Final = "/ws/catalog"
NOTIFICATIONS: Final = "/ws/notifications"
LASTING: Final = 5.0  # seconds; a connection that ends sooner counts as one more failed attempt
FIRST_PAUSE: Final = 0.25  # seconds; doubled up to the longest, with full jitter
LONGEST_PAUSE: Final = 3.0  # seconds; a window must not stay still long after its shop is back
GRACE: Final = 2.0  # seconds an ear may be deaf before the pages say so
ROUND: Final = 15.0  # seconds between two looks at subscriptions and abandoned tabs
EARLY: Final = 45.0  # seconds before its end a subscription is renewed
GREETING: Final = 5.0  # seconds until the service's first word
PING: Final = 5.0  # seconds; as long again for the answer: a line can die without a word
FAREWELL: Final = 1.0  # seconds; a dead line is given up only after it
LARGEST_FRAME: Final = 2**20  # bytes
LOST: Final = (OSError, TimeoutError, WebSocketException)

log = structlog.get_logger()


class ProductPush(Wire):
    id: int
    price: Amount
    stock_quantity: int
    is_active: bool = True


class ProductsFrame(Wire):
    type: Literal["products"]
    data: list[ProductPush]


class NoticePush(Wire):
    event_type: str
    subject: str
    message: str
    user_id: int
    order_id: int | None = None


class NoticeFrame(Wire):
    type: Literal["notification"]
    position: int  # its number in the person's feed
    data: NoticePush


class SubscribedFrame(Wire):
    type: Literal["subscribed"]
    user_id: int
    expires_at: datetime
    position: int  # news come from behind it on


class GapFrame(Wire):
    """News up to the position were left out."""

    type: Literal["gap"]
    user_id: int
    position: int


class ExpiredFrame(Wire):
    type: Literal["expired"]
    user_id: int


class OtherFrame(Wire):
    """Greetings, pongs, complaints, and whatever a newer gateway says."""

    type: str
    code: str = ""


PersonalFrame = NoticeFrame | SubscribedFrame | GapFrame | ExpiredFrame
Frame = ProductsFrame | PersonalFrame | OtherFrame
# From left to right: what is none of ours is an OtherFrame.
FRAMES: Final[TypeAdapter[Frame]] = TypeAdapter(Annotated[Frame, Field(union_mode="left_to_right")])


class LiveFeed:
    """Reconnects for ever; every gap is followed by a look at what may have changed in it."""

    def __init__(
        self,
        *,
        gateway_url: str,
        tabs: Tabs,
        sessions: Sessions,
        look_again: Callable[[Iterable[int]], Awaitable[list[ProductChange]]],
        also_tell: Callable[[Sequence[ProductChange]], None],
        now: Callable[[], float] = time.time,
    ) -> None:
        self._url = gateway_url.replace("http", "ws", 1)
        self._tabs = tabs
        self._sessions = sessions
        self._look_again = look_again
        self._also_tell = also_tell
        self._now = now
        self._until: dict[int, float] = {}  # when each subscription ends; Unix seconds
        self._heard: dict[int, int] = {}  # the position of the last news of each person
        self._deaf = {CATALOG}
        self._moved: set[int] = set()  # products heard of since the last look began
        self._complaint: asyncio.TimerHandle | None = None

    @asynccontextmanager
    async def following(
        self, tab: Tab, *, session_id: str, user_id: int | None
    ) -> AsyncGenerator[None, None]:
        self._tabs.enter(tab, user_id=user_id, session_id=session_id)
        try:
            yield
        finally:
            self._tabs.leave(tab)

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._hear_of_goods())
            group.create_task(self._hear_of_people())
            group.create_task(self._keep_house())

    async def _hear_of_goods(self) -> None:
        attempt = 0
        while True:
            started = self._now()
            try:
                async with self._connected(CATALOG) as socket, self._catching_up():
                    await self._listen(socket)
            except LOST as error:
                log.info("feed.lost", path=CATALOG, reason=type(error).__name__)
            attempt = 1 if self._has_lasted(since=started) else attempt + 1
            await asyncio.sleep(pause_before(attempt))

    async def _hear_of_people(self) -> None:
        """Connected only while somebody is signed in: the gateway hangs up on silent callers."""
        attempt = 0
        while True:
            while not self._tabs.people:
                self._heard.clear()
                self._deaf.discard(NOTIFICATIONS)
                self._report()
                self._tabs.people_changed.clear()
                await self._tabs.people_changed.wait()
            started = self._now()
            try:
                async with self._connected(NOTIFICATIONS) as socket:
                    self._hears(NOTIFICATIONS)
                    await self._converse(socket)
            except LOST as error:
                log.info("feed.lost", path=NOTIFICATIONS, reason=type(error).__name__)
            attempt = 1 if self._has_lasted(since=started) else attempt + 1
            await asyncio.sleep(pause_before(attempt))

    def _has_lasted(self, *, since: float) -> bool:
        # A gateway whose services are away says yes to a socket, then closes it at once.
        return self._now() - since >= LASTING

    async def _keep_house(self) -> None:
        while True:
            await asyncio.sleep(ROUND)
            await self._dismiss_who_left()
            self._tabs.forget_abandoned()  # and so renew subscriptions near their end

    async def _dismiss_who_left(self) -> None:
        """Who signed out by another worker is here no more."""
        try:
            for user_id, session_ids in self._tabs.people.items():
                for session_id in session_ids:
                    if not await self._sessions.is_of(session_id, user_id=user_id):
                        self._tabs.dismiss(session_id)
        except (OSError, RedisError) as error:
            log.warning("feed.sessions_not_read", reason=type(error).__name__)

    async def _converse(self, socket: ClientConnection) -> None:
        self._until.clear()
        listening = asyncio.create_task(self._listen(socket))
        try:
            while self._tabs.people and not listening.done():
                self._tabs.people_changed.clear()
                await self._bring_up_to_date(socket)
                await self._first(listening, self._tabs.people_changed.wait())
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)

    async def _listen(self, socket: ClientConnection) -> None:
        async for text in socket:
            self._take(text)

    async def _first(self, listening: asyncio.Task[None], change: Awaitable[object]) -> None:
        waiting = asyncio.ensure_future(change)
        try:
            await asyncio.wait({listening, waiting}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()

    async def _bring_up_to_date(self, socket: ClientConnection) -> None:
        """Make the gateway's list of subscriptions what the audience is."""
        here = self._tabs.people
        for user_id in [known for known in self._until if known not in here]:
            del self._until[user_id]
            self._heard.pop(user_id, None)
            await socket.send(json.dumps({"type": "unsubscribe", "user_id": user_id}))
        soon = self._now() + EARLY
        for user_id in [one for one in here if self._until.get(one, 0.0) < soon]:
            token = await self._token_of(user_id, session_ids=here[user_id])
            if token:
                # Asked again in a while unless the answer names a later end.
                self._until[user_id] = soon + ROUND
                await socket.send(self._subscription(token, user_id=user_id))

    def _subscription(self, token: str, *, user_id: int) -> str:
        """With the place in the feed to go on from, when there is one: what was missed is told."""
        frame: dict[str, object] = {"type": "subscribe", "token": token}
        if user_id in self._heard:
            frame["since"] = self._heard[user_id]
        return json.dumps(frame)

    async def _token_of(self, user_id: int, *, session_ids: Iterable[str]) -> str:
        for session_id in session_ids:
            with suppress(GatewayError):
                session = await self._sessions.current(session_id)
                if session.person is not None and session.person.id == user_id:
                    return session.access_token
        return ""

    @asynccontextmanager
    async def _catching_up(self) -> AsyncGenerator[None, None]:
        """Look at what may have changed unheard, beside listening to what changes now."""
        looking = asyncio.create_task(self._catch_up())
        try:
            yield
        finally:
            looking.cancel()
            with suppress(asyncio.CancelledError):
                await looking

    async def _catch_up(self) -> None:
        """Again and again until the gateway answers; only then are the goods heard of."""
        attempt = 0
        while not await self._has_looked_again():
            attempt += 1
            await asyncio.sleep(pause_before(attempt))
        self._hears(CATALOG)

    async def _has_looked_again(self) -> bool:
        self._moved.clear()
        shown = self._tabs.shown_products()
        try:
            found = await self._look_again(shown) if shown else []
        except GatewayError as error:
            log.warning("feed.catch_up_failed", reason=type(error).__name__)
            return False
        # What was heard of since the question is newer than the answer.
        self._tabs.tell_changes(change for change in found if change.id not in self._moved)
        return True

    def _take(self, text: str | bytes) -> None:
        try:
            frame = FRAMES.validate_json(text)
        except ValidationError:
            log.warning("feed.frame_unreadable", length=len(text))
            return
        match frame:
            case ProductsFrame():
                changes = [_change(push) for push in frame.data]
                self._tabs.tell_changes(changes)
                self._also_tell(changes)
                self._moved.update(push.id for push in frame.data)
            case OtherFrame(type="error"):
                log.warning("feed.complaint_received", code=frame.code)
            case OtherFrame():
                pass
            case _:
                self._take_personal(frame)

    def _take_personal(self, frame: PersonalFrame) -> None:
        match frame:
            case NoticeFrame():
                self._heard[frame.data.user_id] = frame.position
                self._tabs.tell_person(frame.data.user_id, _notice(frame.data))
            case SubscribedFrame():
                self._until[frame.user_id] = frame.expires_at.timestamp()
                self._start_from(frame.position, user_id=frame.user_id)
            case GapFrame():
                self._heard[frame.user_id] = frame.position
                self._tabs.tell_gap(frame.user_id)
            case ExpiredFrame():
                self._until.pop(frame.user_id, None)
                self._tabs.people_changed.set()

    def _start_from(self, position: int, *, user_id: int) -> None:
        if user_id not in self._heard:
            # Between the page's look and this answer something may have happened unheard.
            self._tabs.tell_gap(user_id)
        self._heard[user_id] = position

    @asynccontextmanager
    async def _connected(self, path: str) -> AsyncGenerator[ClientConnection, None]:
        """Once the service has spoken: a gateway says yes before it knows whether it is there."""
        self._deaf.add(path)
        self._report()
        # proxy=None: the gateway is next door, whatever the environment says of the internet.
        async with connect(
            f"{self._url}{path}",
            proxy=None,
            open_timeout=5,
            ping_interval=PING,
            ping_timeout=PING,
            close_timeout=FAREWELL,
            max_size=LARGEST_FRAME,
        ) as socket:
            async with asyncio.timeout(GREETING):
                self._take(await socket.recv())
            try:
                yield socket
            finally:
                self._deaf.add(path)
                self._report()

    def _hears(self, path: str) -> None:
        self._deaf.discard(path)
        self._report()

    def _report(self) -> None:
        """Tell the pages at once when all is heard, and of deafness only when it lasts."""
        if not self._deaf:
            if self._complaint:
                self._complaint.cancel()
            self._complaint = None
            self._tabs.tell_connection(is_connected=True)
        elif self._complaint is None:
            loop = asyncio.get_running_loop()
            self._complaint = loop.call_later(GRACE, self._complain)

    def _complain(self) -> None:
        self._tabs.tell_connection(is_connected=False)


def pause_before(attempt: int) -> float:
    """Seconds; full jitter, so that workers do not come back in step."""
    longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2**attempt)
    return random.uniform(0, longest)  # noqa: S311 - spreads load, hides nothing


def _change(push: ProductPush) -> ProductChange:
    return ProductChange(
        id=push.id, price=push.price, stock=push.stock_quantity, is_active=push.is_active
    )


def _notice(push: NoticePush) -> Notice:
    return Notice(
        kind=push.event_type,
        subject=push.subject,
        message=push.message,
        order_id=push.order_id,
    )
