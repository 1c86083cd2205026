"""Notifications as people look at them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, text, true
from sqlalchemy.orm import defer
from sqlmodel import col

from backend_services.notifications.adapters.tables import Notification
from backend_services.notifications.domain.delivery import MailStatus
from backend_services.notifications.domain.notice import NotificationType
from backend_services.notifications.domain.viewer import Viewer
from backend_services.shared.db.session import ReadSession

# Big, and of use to the sender only.
_WITHOUT_MAIL = defer(Notification.message)  # pyright: ignore[reportArgumentType] - SQLModel types columns as their values


@dataclass(frozen=True, slots=True)
class NotificationFilter:
    recipient: str | None = None  # any part of the address, in any case
    statuses: frozenset[MailStatus] = frozenset(MailStatus)
    type: NotificationType | None = None
    order_id: int | None = None
    user_id: int | None = None
    created_from: datetime | None = None
    created_to: datetime | None = None  # not included


@dataclass(frozen=True, slots=True)
class Slice:
    """Which part of a list: `offset` counts from the cursor on."""

    limit: int
    offset: int = 0
    before: int | None = None  # a notification's id: the cursor


@dataclass(frozen=True, slots=True)
class NotificationPage:
    notifications: Sequence[Notification]
    total: int
    next_cursor: int | None = None  # None: it is the last


@dataclass(frozen=True, slots=True)
class MailCounts:
    failed: int
    pending: int  # or under way
    sent_today: int


async def find_page(
    session: ReadSession, *, viewer: Viewer, matching: NotificationFilter, part: Slice
) -> NotificationPage:
    """Newest first; the total counts the whole list."""
    conditions = [_visible_to(viewer), *_conditions(matching)]
    total = await session.scalar(select(func.count()).select_from(Notification).where(*conditions))
    older = true() if part.before is None else col(Notification.id) < part.before
    rows = await session.scalars(
        select(Notification)
        .options(_WITHOUT_MAIL)
        .where(*conditions, older)
        .order_by(col(Notification.id).desc())
        .limit(part.limit + 1)
        .offset(part.offset)
    )
    found = rows.all()
    shown = found[: part.limit]
    is_last = len(found) <= part.limit
    return NotificationPage(
        notifications=shown, total=total or 0, next_cursor=None if is_last else shown[-1].id
    )


async def find_one(
    session: ReadSession, *, viewer: Viewer, notification_id: int
) -> Notification | None:
    return await session.scalar(
        select(Notification)
        .options(_WITHOUT_MAIL)
        .where(_visible_to(viewer), col(Notification.id) == notification_id)
        .execution_options(populate_existing=True)
    )


async def find_with_mail(session: ReadSession, *, notification_id: int) -> Notification | None:
    return await session.get(Notification, notification_id)


async def id_of_event(session: ReadSession, *, event_id: UUID) -> int:
    """The notification that the event made; there is one."""
    statement = select(col(Notification.id)).where(col(Notification.event_id) == event_id)
    return (await session.execute(statement)).scalar_one()


# Each count walks an index of its own: of what waits, of what failed, of when mails were sent.
_COUNTS: Final = text("""
select (select count(*) from notifications where status = 'failed') as failed,
       (select count(*) from notifications where status in ('pending', 'sending')) as pending,
       (select count(*) from notifications where sent_at >= :since) as sent_today
""")


async def count_mails(session: ReadSession, *, sent_since: datetime) -> MailCounts:
    row = (await session.execute(_COUNTS, {"since": sent_since})).one()
    return MailCounts(failed=row.failed, pending=row.pending, sent_today=row.sent_today)


def _visible_to(viewer: Viewer) -> ColumnElement[bool]:
    return true() if viewer.is_staff else col(Notification.user_id) == viewer.user_id


def _conditions(matching: NotificationFilter) -> Iterator[ColumnElement[bool]]:
    created_at = col(Notification.created_at)
    yield col(Notification.status).in_(matching.statuses)
    if matching.recipient is not None:
        yield col(Notification.recipient_email).icontains(matching.recipient, autoescape=True)
    if matching.type is not None:
        yield col(Notification.type) == matching.type
    if matching.order_id is not None:
        yield col(Notification.order_id) == matching.order_id
    if matching.user_id is not None:
        yield col(Notification.user_id) == matching.user_id
    if matching.created_from is not None:
        yield created_at >= matching.created_from
    if matching.created_to is not None:
        yield created_at < matching.created_to
