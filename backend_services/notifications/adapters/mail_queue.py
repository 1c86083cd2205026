"""The mails that have to go out: rows of `notifications`, each step one conditional statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Update, or_, select, text, update
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlmodel import col

from backend_services.notifications.adapters.tables import Notification
from backend_services.notifications.domain import addresses
from backend_services.notifications.domain.delivery import MailStatus, advance
from backend_services.notifications.domain.notice import Notice
from backend_services.notifications.domain.single_line import single_line
from backend_services.shared.db.session import WriteSession

_link_ends: Final = col(Notification.link_expires_at)


@dataclass(frozen=True, slots=True)
class NewMail:
    notice: Notice
    event_id: UUID
    message: bytes
    attempts_allowed: int
    created_at: datetime
    occurred_at: datetime  # what it tells of
    request_id: str | None
    link_expires_at: datetime | None = None  # of a confidential mail


@dataclass(frozen=True, slots=True)
class ClaimedMail:
    """A mail that is this sender's until its lease runs out."""

    notification_id: int
    attempt: int  # tells this claim from any other of the same mail
    attempts_allowed: int
    recipient: str
    message: bytes
    was_interrupted: bool  # an earlier sender may or may not have sent it
    request_id: str | None
    link_expires_at: datetime | None  # of a confidential mail

    def is_useless(self, *, at: datetime) -> bool:
        """Its link would lead its reader to a closed door."""
        return self.link_expires_at is not None and self.link_expires_at <= at


async def enqueue(session: WriteSession, mail: NewMail) -> int | None:
    """The new notification's id; None when the event has one already.

    A mail without a usable address is born failed, for somebody to see.
    """
    notice = mail.notice
    is_mailable = addresses.is_mailable(notice.recipient.email)
    row = insert(Notification).values(
        event_id=mail.event_id,
        type=notice.type,
        user_id=notice.recipient.user_id,
        order_id=notice.order_id,
        order_status=notice.order_status,
        recipient_email=single_line(notice.recipient.email, limit=addresses.LONGEST),
        subject=notice.subject,
        summary=notice.summary,
        message=mail.message,
        is_confidential=mail.link_expires_at is not None,
        link_expires_at=mail.link_expires_at,
        status=MailStatus.PENDING if is_mailable else MailStatus.FAILED,
        attempts_allowed=mail.attempts_allowed,
        next_attempt_at=mail.created_at,
        error_message=None if is_mailable else addresses.UNUSABLE,
        request_id=mail.request_id,
        created_at=mail.created_at,
        occurred_at=mail.occurred_at,
    )
    return await _insert_once(session, row)


@dataclass(frozen=True, slots=True)
class MailCopy:
    """A mail that was sent and goes out once more because somebody wants it to."""

    of: Notification
    event_id: UUID  # of no event: the copy's own
    message: bytes
    attempts_allowed: int
    created_at: datetime
    request_id: str | None
    wanted_by: int  # a user id


async def enqueue_copy(session: WriteSession, copy: MailCopy) -> int | None:
    """The copy's id as a notification; None when there is one under its event id already."""
    first = copy.of
    row = insert(Notification).values(
        event_id=copy.event_id,
        type=first.type,
        user_id=first.user_id,
        order_id=first.order_id,
        order_status=first.order_status,
        recipient_email=first.recipient_email,
        subject=first.subject,
        summary=first.summary,
        message=copy.message,
        status=MailStatus.PENDING,
        attempts_allowed=copy.attempts_allowed,
        next_attempt_at=copy.created_at,
        request_id=copy.request_id,
        created_at=copy.created_at,
        occurred_at=first.occurred_at,
        resend_of_id=first.resend_of_id or first.id,
        resent_by=copy.wanted_by,
    )
    return await _insert_once(session, row)


# Of one order only the first that is due: its mails arrive in the order of the events, unless one
# of them has to wait for its next attempt.
_CLAIM: Final = text("""
with due as materialized (
  select id, status = 'sending' as was_interrupted
    from notifications n
   where status in ('pending', 'sending') and next_attempt_at <= :now
     and attempts < attempts_allowed
     and not exists (select from notifications e
                      where e.order_id = n.order_id and e.id < n.id
                        and (e.status = 'sending'
                             or (e.status = 'pending' and e.next_attempt_at <= :now)))
   order by next_attempt_at, id
   limit 1
     for no key update skip locked
)
update notifications n
   set status = 'sending', attempts = n.attempts + 1, next_attempt_at = :lease_ends
  from due
 where n.id = due.id
returning n.id, n.attempts, n.attempts_allowed, n.recipient_email, n.message,
          due.was_interrupted, n.request_id, n.link_expires_at
""")


async def claim(
    session: WriteSession, *, now: datetime, lease_ends: datetime
) -> ClaimedMail | None:
    """The next mail that is due, if any; nobody else gets it before the lease ends."""
    row = (await session.execute(_CLAIM, {"now": now, "lease_ends": lease_ends})).first()
    if row is None:
        return None
    return ClaimedMail(
        notification_id=row.id,
        attempt=row.attempts,
        attempts_allowed=row.attempts_allowed,
        recipient=row.recipient_email,
        message=row.message,
        was_interrupted=row.was_interrupted,
        request_id=row.request_id,
        link_expires_at=row.link_expires_at,
    )


async def mark_sent(session: WriteSession, mail: ClaimedMail, *, at: datetime) -> bool:
    """False when the mail is no longer this sender's; likewise the two below."""
    step = _end_attempt(mail, MailStatus.SENT).values(sent_at=at, error_message=None)
    return await _took_effect(session, step)


async def postpone(
    session: WriteSession, mail: ClaimedMail, *, until: datetime, reason: str
) -> bool:
    step = _end_attempt(mail, MailStatus.PENDING)
    return await _took_effect(session, step.values(next_attempt_at=until, error_message=reason))


async def mark_failed(session: WriteSession, mail: ClaimedMail, *, reason: str) -> bool:
    step = _end_attempt(mail, MailStatus.FAILED).values(error_message=reason)
    return await _took_effect(session, step)


async def fail_abandoned(session: WriteSession, *, now: datetime, reason: str) -> Sequence[int]:
    """End the mails whose last allowed attempt nobody ended; answer their ids."""
    step = (
        _step(MailStatus.SENDING, MailStatus.FAILED)
        .where(col(Notification.next_attempt_at) <= now)
        .where(col(Notification.attempts) >= col(Notification.attempts_allowed))
        .values(error_message=reason)
    )
    return (await session.scalars(step.returning(col(Notification.id)))).all()


async def requeue(
    session: WriteSession, *, notification_id: int, more_attempts: int, now: datetime
) -> bool:
    """Give a failed mail more attempts; False when it is not failed (any more) or its link over."""
    step = (
        _step(MailStatus.FAILED, MailStatus.PENDING)
        .where(col(Notification.id) == notification_id)
        .where(or_(_link_ends.is_(None), _link_ends > now))
        .values(
            attempts_allowed=Notification.attempts + more_attempts,
            next_attempt_at=now,
            error_message=None,
        )
    )
    return await _took_effect(session, step)


@dataclass(frozen=True, slots=True)
class DeadLink:
    notification_id: int
    message: bytes


async def find_dead_links(session: WriteSession, *, now: datetime, limit: int) -> list[DeadLink]:
    """Mails that are done with and whose links are over, locked; at most so many."""
    found = await session.execute(
        select(col(Notification.id), col(Notification.message))
        .where(_link_ends <= now)
        .where(col(Notification.message_erased_at).is_(None))
        .where(col(Notification.status).in_((MailStatus.SENT, MailStatus.FAILED)))
        .order_by(_link_ends)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [DeadLink(notification_id=row.id, message=row.message) for row in found]


async def keep_without_secret(
    session: WriteSession, *, notification_id: int, message: bytes, now: datetime
) -> None:
    await session.execute(
        update(Notification)
        .where(col(Notification.id) == notification_id)
        .values(message=message, message_erased_at=now)
    )


async def _insert_once(session: WriteSession, row: Insert) -> int | None:
    once = row.on_conflict_do_nothing(index_elements=[col(Notification.event_id)])
    return await session.scalar(once.returning(col(Notification.id)))


def _end_attempt(mail: ClaimedMail, to: MailStatus) -> Update:
    return (
        _step(MailStatus.SENDING, to)
        .where(col(Notification.id) == mail.notification_id)
        .where(col(Notification.attempts) == mail.attempt)
    )


def _step(current: MailStatus, to: MailStatus) -> Update:
    return (
        update(Notification)
        .where(col(Notification.status) == current)
        .values(status=advance(current, to))
    )


async def _took_effect(session: WriteSession, step: Update) -> bool:
    return (await session.execute(step.returning(col(Notification.id)))).first() is not None
