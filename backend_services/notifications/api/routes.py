from typing import Annotated

from fastapi import APIRouter, Query

from backend_services.notifications.adapters import repository
from backend_services.notifications.adapters.tables import Notification
from backend_services.notifications.api.dependencies import (
    NotificationId,
    Reading,
    TheParts,
    Viewing,
    Writing,
)
from backend_services.notifications.api.schemas import (
    NotificationOut,
    NotificationPage,
    NotificationQuery,
)
from backend_services.notifications.domain.errors import (
    MailedLinkIsOver,
    NotificationNotFound,
    OnlyFailedCanBeRetried,
)
from backend_services.notifications.use_cases.browse_notifications import browse_notifications
from backend_services.notifications.use_cases.retry_notification import retry_notification
from backend_services.notifications.use_cases.view_notification import view_notification
from backend_services.shared.errors import Unauthenticated
from backend_services.shared.http.problems import responses

router = APIRouter(
    prefix="/api/v1/notifications", tags=["notifications"], responses=responses(Unauthenticated)
)


@router.get("", response_model=NotificationPage)
async def list_notifications(
    *, session: Reading, viewer: Viewing, query: Annotated[NotificationQuery, Query()]
) -> repository.NotificationPage:
    """Newest first; customers see their own, staff see all."""
    return await browse_notifications(
        session, viewer=viewer, matching=query.matching(), part=query.part()
    )


@router.get(
    "/{notification_id}",
    response_model=NotificationOut,
    responses=responses(NotificationNotFound),
)
async def get_notification(
    *, session: Reading, viewer: Viewing, notification_id: NotificationId
) -> Notification:
    return await view_notification(session, viewer=viewer, notification_id=notification_id)


@router.post(
    "/retry/{notification_id}",
    response_model=NotificationOut,
    responses=responses(NotificationNotFound, OnlyFailedCanBeRetried, MailedLinkIsOver),
)
async def retry_failed_notification(
    *, session: Writing, viewer: Viewing, notification_id: NotificationId, parts: TheParts
) -> Notification:
    """Send a failed mail again, exactly as it was."""
    return await retry_notification(
        session,
        viewer=viewer,
        notification_id=notification_id,
        policy=parts.desk.retry_policy,
        mail_wakeups=parts.desk.mail_wakeups,
        clock=parts.desk.clock,
    )
