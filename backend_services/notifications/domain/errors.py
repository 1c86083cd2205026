from backend_services.shared.errors import BadRequest, Conflict, NotFound


class NotificationNotFound(NotFound):
    """Also for somebody else's: whether it exists is not told."""

    code = "notification_not_found"
    title = "Notification not found"


class OnlyFailedCanBeRetried(BadRequest):
    code = "only_failed_can_be_retried"
    title = "Only failed notifications can be retried"


class MailedLinkIsOver(Conflict):
    """Sending it again would lead its reader to a closed door."""

    code = "mailed_link_is_over"
    title = "The link in this mail is no longer valid; its reader can ask for a new one"
