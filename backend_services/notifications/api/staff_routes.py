"""What staff alone may see and do."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from backend_services.notifications.adapters.mail_samples import SAMPLES
from backend_services.notifications.adapters.repository import MailCounts
from backend_services.notifications.adapters.tables import Notification
from backend_services.notifications.api.audit_schemas import AuditLogOut, AuditParams
from backend_services.notifications.api.dependencies import (
    NotificationId,
    Reading,
    Staff,
    TheParts,
    Writing,
    staff,
)
from backend_services.notifications.api.schemas import NotificationOut
from backend_services.notifications.api.staff_schemas import (
    MailCountsOut,
    MailOut,
    PreviewOut,
    ResendIn,
    TemplateList,
    TemplateName,
)
from backend_services.notifications.domain.errors import (
    MailHoldsSecret,
    NotificationNotFound,
    OnlySentCanBeResent,
    ResendNotConfirmed,
    UnknownTemplate,
)
from backend_services.notifications.use_cases.browse_audit_log import browse_audit_log
from backend_services.notifications.use_cases.count_mails import count_mails
from backend_services.notifications.use_cases.preview_template import Preview, preview_template
from backend_services.notifications.use_cases.resend_mail import resend_mail
from backend_services.notifications.use_cases.view_mail import MailAsSent, view_mail
from backend_services.shared.audit.log import AuditPage
from backend_services.shared.db.limits import CleanText
from backend_services.shared.errors import Forbidden, Unauthenticated, Unprocessable
from backend_services.shared.http.idempotency import IdempotencyKey
from backend_services.shared.http.problems import responses

router = APIRouter(
    prefix="/api/v1/notifications",
    tags=["notifications, for staff"],
    dependencies=[Depends(staff)],
    responses=responses(Unauthenticated, Forbidden),
)


@router.get("/stats", response_model=MailCountsOut)
async def get_mail_counts(*, session: Reading, parts: TheParts) -> MailCounts:
    """How mails are doing."""
    return await count_mails(session, clock=parts.desk.clock)


@router.get("/audit", response_model=AuditLogOut, responses=responses(Unprocessable))
async def list_audit_log(*, params: Annotated[AuditParams, Query()], session: Reading) -> AuditPage:
    """Who had which mail sent again, newest first; it only ever grows."""
    return await browse_audit_log(session, matching=params.to_filter(), place=params.place)


@router.get("/templates")
async def list_templates() -> TemplateList:
    """The mails that we send."""
    names = [TemplateName(name=name, subject=one.subject) for name, one in SAMPLES.items()]
    return TemplateList(templates=names)


@router.get(
    "/templates/{name}/preview",
    response_model=PreviewOut,
    responses=responses(UnknownTemplate),
)
async def get_template_preview(
    *, name: Annotated[CleanText, Path(max_length=64)], parts: TheParts
) -> Preview:
    """A mail with made-up contents, before anybody gets it."""
    return await preview_template(name=name, templates=parts.desk.composer.templates)


@router.get(
    "/{notification_id}/mail",
    response_model=MailOut,
    responses=responses(NotificationNotFound),
)
async def get_mail(*, session: Reading, notification_id: NotificationId) -> MailAsSent:
    """The mail as it was sent; of a one-time link the token, which proves its reader, is `•••`."""
    return await view_mail(session, notification_id=notification_id)


@router.post(
    "/{notification_id}/resend",
    status_code=201,
    response_model=NotificationOut,
    responses=responses(
        NotificationNotFound, OnlySentCanBeResent, MailHoldsSecret, ResendNotConfirmed
    ),
)
async def resend_sent_mail(
    *,
    session: Writing,
    by: Staff,
    notification_id: NotificationId,
    parts: TheParts,
    body: ResendIn | None = None,
    key: IdempotencyKey = None,
) -> Notification:
    """Send a mail that was sent a second time, on purpose; the answer is the copy."""
    if body is None:
        raise ResendNotConfirmed
    return await resend_mail(
        session, by=by, notification_id=notification_id, key=key, desk=parts.desk
    )
