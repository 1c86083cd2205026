from backend_services.shared.errors import BadRequest, NotFound


class NotificationNotFound(NotFound):
    """Also for somebody else's: whether it exists is not told."""

    code = "notification_not_found"
    title = "Notification not found"


class OnlyFailedCanBeRetried(BadRequest):
    code = "only_failed_can_be_retried"
    title = "Only failed notifications can be retried"
