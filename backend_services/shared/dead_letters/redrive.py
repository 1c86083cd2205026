from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend_services.shared.clock import Clock
from backend_services.shared.db.session import SessionMaker, reading, unit_of_work
from backend_services.shared.dead_letters import log
from backend_services.shared.dead_letters.contents import summary_of
from backend_services.shared.dead_letters.mover import Mover
from backend_services.shared.errors import Conflict, NotFound
from backend_services.shared.messaging.topology import Subscription


class DeadLetterNotFound(NotFound):
    code, title = "dead_letter_not_found", "There is no such dead letter"


class UnknownQueue(NotFound):
    code, title = "queue_not_found", "This service reads no such queue"


class DeadLetterGone(Conflict):
    code, title = (
        "dead_letter_gone",
        "This message is not among the dead letters: it was sent back, or is about to be put there",
    )


@dataclass(frozen=True, slots=True)
class DeadLetters:
    """The messages that a service gave up."""

    subscriptions: Sequence[Subscription]
    mover: Mover
    sessions: SessionMaker
    clock: Clock

    async def depths(self) -> dict[str, int]:
        """How many wait, by queue.

        Raises:
            BrokerSilent: it does not answer.
        """
        return {one.queue: await self.mover.depth(one) for one in self.subscriptions}

    async def redrive(self, *, queue: str | None, limit: int, by: int | None) -> int:
        """Send at most `limit` messages back, of one queue or of all; answer how many.

        Safe at any time: what was done before is known to the inbox.

        Raises:
            UnknownQueue: the service does not read it.
            BrokerSilent: it does not answer.
        """
        wanted = [one for one in self.subscriptions if queue in {None, one.queue}]
        if not wanted:
            raise UnknownQueue
        count = 0
        for subscription in wanted:
            moved = await self.mover.move(subscription, limit=limit - count)
            await self._mark(subscription, digests=moved, by=by)
            count += len(moved)
            if count == limit:
                break
        return count

    async def redrive_one(self, *, dead_letter_id: int, by: int | None) -> None:
        """Send one message back.

        Raises:
            DeadLetterNotFound: none of that id.
            DeadLetterGone: it was sent back before, or the broker has it no more.
            BrokerSilent: it does not answer.
        """
        subscription, wanted = await self._place_of(dead_letter_id)
        moved = await self.mover.move(subscription, limit=1, wanted=lambda digest: digest == wanted)
        if not moved:
            raise DeadLetterGone
        await self._mark(subscription, digests=moved, by=by)

    async def look_inside(self, *, dead_letter_id: int) -> Mapping[str, str]:
        """What the message says, without names, addresses and secrets.

        Raises:
            DeadLetterNotFound: none of that id.
            DeadLetterGone: it was sent back before, or the broker has it no more.
            BrokerSilent: it does not answer.
        """
        subscription, digest = await self._place_of(dead_letter_id)
        body = await self.mover.find(subscription, digest=digest)
        if body is None:
            raise DeadLetterGone
        return summary_of(body)

    async def _place_of(self, dead_letter_id: int) -> tuple[Subscription, bytes]:
        async with reading(self.sessions) as session:
            row = await log.find_one(session, dead_letter_id=dead_letter_id)
        if row is None:
            raise DeadLetterNotFound
        known = [one for one in self.subscriptions if one.queue == row["queue"]]
        if row["redriven_at"] is not None or not known:
            raise DeadLetterGone
        return known[0], row["digest"]

    async def _mark(
        self, subscription: Subscription, *, digests: Sequence[bytes], by: int | None
    ) -> None:
        if digests:
            async with unit_of_work(self.sessions) as session:
                await log.mark_redriven(
                    session,
                    queue=subscription.queue,
                    digests=digests,
                    by=by,
                    at=self.clock.now(),
                )
