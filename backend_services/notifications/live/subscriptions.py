import asyncio
from dataclasses import dataclass
from typing import Final

from backend_services.notifications.live import frames
from backend_services.notifications.live.client import Client
from backend_services.notifications.live.conversation import HangUp
from backend_services.notifications.live.frames import ClientFrame, Ping, Subscribe, Unsubscribe
from backend_services.notifications.live.switchboard import Switchboard
from backend_services.shared.clock import Clock
from backend_services.shared.db.outages import DATABASE_AWAY
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
        self._somebody = asyncio.Event()
        self._nobody = asyncio.Event()

    async def expect_somebody(self) -> None:
        """Hang up on a connection that nobody is recognised on in time, or nobody is left on."""
        while True:
            try:
                async with asyncio.timeout(self._rules.identify_within):
                    await self._somebody.wait()
            except TimeoutError:
                raise HangUp(_NOT_IDENTIFIED, "not identified in time") from None
            await self._nobody.wait()

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
        # Read again, for it may have been told something since.
        known = self._hub.position_of(self._client, user_id=user_id)
        self._listen(principal, position=_place(since, known=known, head=head))
        if known is None and since is not None and since > head:
            # Positions of another database: what the client has is not from here.
            self._client.leave_out(user_id=user_id, up_to=head)
        self._feed.look_soon({user_id})

    def _listen(self, principal: Principal, *, position: int) -> None:
        user_id, expires_at = principal.user_id, principal.expires_at
        if user_id in self._timers:
            self._timers.pop(user_id).cancel()
        left = expires_at - self._rules.clock.now().timestamp()
        loop = asyncio.get_running_loop()
        self._timers[user_id] = loop.call_later(left, self._expire, user_id)
        position = self._hub.listen(
            self._client, user_id=user_id, expires_at=expires_at, position=position
        )
        self._nobody.clear()
        self._somebody.set()
        self._client.answer(frames.subscribed(user_id, expires_at=expires_at, position=position))

    def _expire(self, user_id: int) -> None:
        self._forget(user_id)
        self._client.answer(frames.expired(user_id))

    def _forget(self, user_id: int) -> None:
        timer = self._timers.pop(user_id, None)
        if timer is not None:
            timer.cancel()
            self._hub.stop_listening(self._client, user_id=user_id)
        if not self._timers:
            self._somebody.clear()
            self._nobody.set()


def _place(since: int | None, *, known: int | None, head: int) -> int:
    """Where a subscription begins: where the client says, or where it stands, or now."""
    if since is not None:
        return min(since, head)
    return head if known is None else known
