import asyncio
from dataclasses import dataclass
from typing import Final

from backend_services.notifications.live import frames
from backend_services.notifications.live.client import Client
from backend_services.notifications.live.conversation import HangUp
from backend_services.notifications.live.frames import ClientFrame, Ping, Subscribe, Unsubscribe
from backend_services.notifications.live.hub import Hub
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

    def __init__(self, hub: Hub, client: Client, *, rules: SubscriptionRules) -> None:
        self._hub = hub
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
                await self.subscribe(frame.token)
            case Unsubscribe():
                self._forget(frame.user_id)
                self._client.offer(frames.unsubscribed(frame.user_id))
            case Ping():
                self._client.offer(frames.pong())

    async def subscribe(self, token: str) -> None:
        try:
            principal = await self._rules.verifier.verify(token)
        except Unauthenticated as refusal:
            self._client.offer(frames.error("invalid_token", refusal.detail))
        except Unavailable as outage:
            self._client.offer(frames.error("unavailable", outage.detail))
        else:
            self._admit(principal)

    def close(self) -> None:
        for user_id in list(self._timers):
            self._forget(user_id)

    def _admit(self, principal: Principal) -> None:
        user_id, expires_at = principal.user_id, principal.expires_at
        if user_id not in self._timers and len(self._timers) >= self._rules.limit:
            text = f"No more than {self._rules.limit} people on one connection"
            self._client.offer(frames.error("too_many_subscriptions", text))
            return
        self._forget(user_id)
        left = expires_at - self._rules.clock.now().timestamp()
        loop = asyncio.get_running_loop()
        self._timers[user_id] = loop.call_later(left, self._expire, user_id)
        self._hub.listen(self._client, user_id=user_id, expires_at=expires_at)
        self._identified.set()
        self._client.offer(frames.subscribed(user_id, expires_at=expires_at))

    def _expire(self, user_id: int) -> None:
        self._forget(user_id)
        self._client.offer(frames.expired(user_id))

    def _forget(self, user_id: int) -> None:
        timer = self._timers.pop(user_id, None)
        if timer is not None:
            timer.cancel()
            self._hub.stop_listening(self._client, user_id=user_id)
