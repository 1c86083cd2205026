from backend_services.shared.errors import (
    BadRequest,
    Conflict,
    NotFound,
    Unauthenticated,
    Unprocessable,
)


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


class OnlySentCanBeResent(Conflict):
    """A failed one is retried, one under way arrives by itself."""

    code = "only_sent_can_be_resent"
    title = "Only a mail that was sent can be sent once more"


class MailHoldsSecret(Conflict):
    code = "mail_holds_secret"
    title = "This mail holds a one-time link; its reader can ask for a new one"


class ResendNotConfirmed(Unprocessable):
    code = "resend_not_confirmed"
    title = 'The person gets this mail a second time: say {"confirm": true}'


class UnknownTemplate(NotFound):
    code = "unknown_template"
    title = "There is no such mail template"


class InactiveUser(Unauthenticated):
    """The account was switched off or closed after the token was made."""

    code = "inactive_user"
    title = "Inactive user"


class ProductNotFound(NotFound):
    """Also one that is no longer on sale."""

    code = "product_not_found"
    title = "Product not found"


class ProductInStock(Conflict):
    code = "product_in_stock"
    title = "It is in stock: there is nothing to wait for"


class TooManyRestockRequests(Conflict):
    code = "too_many_restock_requests"
    title = "You wait for as many products as we can keep for you; let go of one first"
