"""Carries the mails out: exactly one an event, as far as SMTP allows.

A mail is claimed first (`sending`, with a lease, committed), then sent, then marked `sent`. Between
the mail server's yes and our commit there is a gap that no order of the steps can close: SMTP has
no transaction, and asking it "did you take this one?" is not possible. Who dies inside the gap
leaves a mail that was sent and still says `sending`; when the lease has run out it is sent again.
What is done about it:

- the gap is one UPDATE long, and it is tried again while the lease lasts if the database is away;
- a shutdown lets a mail that is under way finish;
- we wait long for the server's last answer, because hanging up then is how duplicates are made;
- both copies are the same bytes with the same Message-ID, which is derived from the event, so
  servers and mail programs that look at it show one.
"""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, TypeVar

from backend_services.notifications.adapters.mail_queue import ClaimedMail
from backend_services.notifications.adapters.smtp import Mailer, MailNotSent
from backend_services.notifications.domain.delivery import RetryPolicy
from backend_services.notifications.use_cases.claim_due_mail import claim_due_mail
from backend_services.notifications.use_cases.mark_mail_sent import mark_mail_sent
from backend_services.notifications.use_cases.mark_mail_unsent import (
    LINK_IS_OVER,
    mark_mail_unsent,
)
from backend_services.shared.clock import Clock
from backend_services.shared.db.outages import DATABASE_AWAY
from backend_services.shared.db.session import SessionMaker, unit_of_work
from backend_services.shared.messaging.wakeups import Wakeups
from backend_services.shared.observability.context import bound
from backend_services.shared.observability.logging import get_logger

log = get_logger()
ResultT = TypeVar("ResultT")

_POLL: Final = 1.0  # seconds; other processes' commits do not wake this one
_SETTLE_AGAIN_AFTER: Final = 0.5  # seconds


@dataclass(frozen=True, slots=True)
class SenderRules:
    retry_policy: RetryPolicy
    send_within: timedelta  # the whole conversation with the mail server
    lease: timedelta  # longer than that, by the time it takes to write the outcome down

    def __post_init__(self) -> None:
        assert self.lease > self.send_within


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends one mail after the other; several beside each other send different ones."""

    sessions: SessionMaker
    mailer: Mailer
    wakeups: Wakeups
    clock: Clock
    rules: SenderRules

    async def run(self) -> None:
        """Send until cancelled; what is under way then is finished first."""
        try:
            while True:
                if not await _finishing(self.run_once()):
                    await _finishing(self.mailer.rest())
                    await self.wakeups.wait(timeout=_POLL)
        finally:
            await self.mailer.rest()

    async def run_once(self) -> bool:
        """Send the next due mail; False when there is none."""
        async with unit_of_work(self.sessions) as session:
            mail = await claim_due_mail(session, lease=self.rules.lease, clock=self.clock)
        if mail is None:
            return False
        with bound({"request_id": mail.request_id} if mail.request_id else {}):
            await self._deliver(mail)
        return True

    async def _deliver(self, mail: ClaimedMail) -> None:
        started = asyncio.get_running_loop().time()
        if mail.is_useless(at=self.clock.now()):
            failure = MailNotSent(LINK_IS_OVER, is_permanent=True)
        else:
            failure = await self._send(mail)
        lease_ends = started + self.rules.lease.total_seconds()
        while True:
            try:
                await self._settle(mail, failure)
            except DATABASE_AWAY as error:
                if asyncio.get_running_loop().time() >= lease_ends:
                    raise
                log.warning("mail.not_settled", reason=type(error).__name__)
                await asyncio.sleep(_SETTLE_AGAIN_AFTER)
            else:
                return

    async def _send(self, mail: ClaimedMail) -> MailNotSent | None:
        try:
            async with asyncio.timeout(self.rules.send_within.total_seconds()):
                await self.mailer.send(mail.message, to=mail.recipient)
        except MailNotSent as failure:
            return failure
        except TimeoutError:
            return MailNotSent("The mail server did not answer in time", is_permanent=False)
        return None

    async def _settle(self, mail: ClaimedMail, failure: MailNotSent | None) -> None:
        async with unit_of_work(self.sessions) as session:
            if failure is None:
                await mark_mail_sent(session, mail=mail, clock=self.clock)
            else:
                await mark_mail_unsent(
                    session,
                    mail=mail,
                    why=failure,
                    policy=self.rules.retry_policy,
                    clock=self.clock,
                )


async def _finishing(work: Coroutine[Any, Any, ResultT]) -> ResultT:
    """Like `await work`, but a cancellation waits for its end.

    Not only for the mail's sake: on Python 3.11 a cancellation that meets an arriving answer inside
    aiosmtplib's `asyncio.wait_for` would be lost, and the sender run on.
    """
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        task.exception()  # looked at; whatever it left behind, the lease covers
        raise
