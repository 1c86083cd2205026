import asyncio
from dataclasses import dataclass
from typing import Final

from backend_services.notifications.adapters.outages import DATABASE_AWAY
from backend_services.notifications.live import frames
from backend_services.notifications.live.client import Client
from backend_services.notifications.live.conversation import HangUp
from backend_services.notifications.live.frames import ClientFrame, Ping, Subscribe, Unsubscribe
from backend_services.notifications.live.switchboard import Switchboard
from backend_services.shared.clock import Clock
from backend_services.shared.errors import Unauthenticated, Unavailable
from backend_services.shared.http.tokens import Principal, TokenVerifier

_NOT_IDENTIFIED: Final = 4401  # a private code, after HTTP's 401


@dataclass(frozen=True, slots=True)
class SubscriptionRules:
    verifier: TokenVerifier
    clock: Clock
    limit: int
    identify_within: float  # seconds


class Subscriptions:
    """The people that one connection speaks for: each by a token, each until it expires."""

    def __init__(
        self, switchboard: Switchboard, client: Client, *, rules: SubscriptionRules
    ) -> None:
        self._hub = switchboard.hub
        self._feed = switchboard.personal
        self._client = client
        self._rules = rules
        self._timers: dict[int, asyncio.TimerHandle] = {}
        self._identified = asyncio.Event()

    async def expect_somebody(self) -> None:
        """Hang up on a connection that nobody was recognised on in time."""
        try:
            async with asyncio.timeout(self._rules.identify_within):
                await self._identified.wait()
        except TimeoutError:
            raise HangUp(_NOT_IDENTIFIED, "not identified in time") from None

    async def handle(self, frame: ClientFrame) -> None:
        match frame:
            case Subscribe():
                await self.subscribe(frame.token, since=frame.since)
            case Unsubscribe():
                self._forget(frame.user_id)
                self._client.answer(frames.unsubscribed(frame.user_id))
            case Ping():
                self._client.answer(frames.pong())

    async def subscribe(self, token: str, *, since: int | None = None) -> None:
        """Listen for whom the token names; `since`: the position of the last news it has."""
        try:
            principal = await self._rules.verifier.verify(token)
            await self._admit(principal, since=since)
        except Unauthenticated as refusal:
            self._client.answer(frames.error("invalid_token", refusal.detail))
        except Unavailable as outage:
            self._client.answer(frames.error("unavailable", outage.detail))
        except DATABASE_AWAY:
            self._client.answer(frames.error("unavailable", "Not available right now"))

    def close(self) -> None:
        for user_id in list(self._timers):
            self._forget(user_id)

    async def _admit(self, principal: Principal, *, since: int | None) -> None:
        user_id = principal.user_id
        known = self._hub.position_of(self._client, user_id=user_id)
        if known is None and len(self._timers) >= self._rules.limit:
            text = f"No more than {self._rules.limit} people on one connection"
            self._client.answer(frames.error("too_many_subscriptions", text))
            return
        head = await self._feed.head(user_id)
        # A renewal goes on where it stands; read again, for it may have been told something since.
        known = self._hub.position_of(self._client, user_id=user_id)
        position = min(head if since is None else since, head) if known is None else known
        self._listen(principal, position=position)
        if known is None and since is not None and since > head:
            # Positions of another database: what the client has is not from here.
            self._client.leave_out(user_id=user_id, up_to=head)
        self._feed.look_soon({user_id})

    def _listen(self, principal: Principal, *, position: int) -> None:
        user_id, expires_at = principal.user_id, principal.expires_at
        self._forget(user_id)
        left = expires_at - self._rules.clock.now().timestamp()
        loop = asyncio.get_running_loop()
        self._timers[user_id] = loop.call_later(left, self._expire, user_id)
        self._hub.listen(self._client, user_id=user_id, expires_at=expires_at, position=position)
        self._identified.set()
        self._client.answer(frames.subscribed(user_id, expires_at=expires_at, position=position))

    def _expire(self, user_id: int) -> None:
        self._forget(user_id)
        self._client.answer(frames.expired(user_id))

    def _forget(self, user_id: int) -> None:
        timer = self._timers.pop(user_id, None)
        if timer is not None:
            timer.cancel()
            self._hub.stop_listening(self._client, user_id=user_id)
