"""Notifications as people look at them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import defer
from sqlmodel import col

from backend_services.notifications.adapters.tables import Notification
from backend_services.notifications.domain.delivery import MailStatus
from backend_services.notifications.domain.viewer import Viewer
from backend_services.shared.db.session import ReadSession

# Big, and of use to the sender only.
_WITHOUT_MAIL = defer(Notification.message)  # pyright: ignore[reportArgumentType] - SQLModel types columns as their values


@dataclass(frozen=True, slots=True)
class NotificationFilter:
    recipient: str | None = None
    statuses: frozenset[MailStatus] = frozenset(MailStatus)
    order_id: int | None = None


@dataclass(frozen=True, slots=True)
class NotificationPage:
    notifications: Sequence[Notification]
    total: int


async def find_page(
    session: ReadSession, *, viewer: Viewer, matching: NotificationFilter, limit: int, offset: int
) -> NotificationPage:
    """Newest first."""
    conditions = [_visible_to(viewer), *_conditions(matching)]
    total = await session.scalar(select(func.count()).select_from(Notification).where(*conditions))
    rows = await session.scalars(
        select(Notification)
        .options(_WITHOUT_MAIL)
        .where(*conditions)
        .order_by(col(Notification.id).desc())
        .limit(limit)
        .offset(offset)
    )
    return NotificationPage(notifications=rows.all(), total=total or 0)


async def find_one(
    session: ReadSession, *, viewer: Viewer, notification_id: int
) -> Notification | None:
    return await session.scalar(
        select(Notification)
        .options(_WITHOUT_MAIL)
        .where(_visible_to(viewer), col(Notification.id) == notification_id)
        .execution_options(populate_existing=True)
    )


def _visible_to(viewer: Viewer) -> ColumnElement[bool]:
    return true() if viewer.is_staff else col(Notification.user_id) == viewer.user_id


def _conditions(matching: NotificationFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [col(Notification.status).in_(matching.statuses)]
    if matching.recipient is not None:
        conditions.append(col(Notification.recipient_email) == matching.recipient)
    if matching.order_id is not None:
        conditions.append(col(Notification.order_id) == matching.order_id)
    return conditions
