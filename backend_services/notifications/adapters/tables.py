from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Enum,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Text,
    text,
)
from sqlmodel import Field, SQLModel

from backend_services.notifications.domain.delivery import MailStatus
from backend_services.notifications.domain.notice import NotificationType, OrderStatus
from backend_services.shared.audit.tables import add_audit_log
from backend_services.shared.db.base import new_registry
from backend_services.shared.messaging.tables import add_dead_letters, add_inbox


class NotificationsTable(SQLModel, registry=new_registry()):
    pass


def _values(of: type[StrEnum]) -> list[str]:
    return [member.value for member in of]


def _word(of: type[StrEnum]) -> Any:  # noqa: ANN401 - SQLModel wants a type where SQLAlchemy takes an instance
    """A StrEnum stored as its value."""
    return Enum(of, native_enum=False, length=32, values_callable=_values)


def _one_of(column: str, words: type[StrEnum]) -> str:
    listed = ", ".join(f"'{word}'" for word in _values(words))
    return f"{column} in ({listed})"


_MOMENT: Final[Any] = DateTime(timezone=True)


class Notification(NotificationsTable, table=True):
    """One thing one person was told, with the mail exactly as it is or was sent."""

    __tablename__ = "notifications"  # pyright: ignore[reportAssignmentType] - SQLModel declares it as a function
    __table_args__ = (
        CheckConstraint(_one_of("type", NotificationType), name="type"),
        CheckConstraint(_one_of("status", MailStatus), name="status"),
        CheckConstraint(_one_of("order_status", OrderStatus), name="order_status"),
        CheckConstraint("(status = 'sent') = (sent_at is not null)", name="sent_has_time"),
        CheckConstraint(
            "status <> 'failed' or error_message is not null", name="failed_has_reason"
        ),
        CheckConstraint(
            "is_confidential = (link_expires_at is not null)", name="confidential_has_end"
        ),
        CheckConstraint(
            "message_erased_at is null or status in ('sent', 'failed')", name="erased_is_over"
        ),
        CheckConstraint("(resend_of_id is null) = (resent_by is null)", name="resend_has_actor"),
        Index(
            "ix_notifications_due",
            "next_attempt_at",
            "id",
            postgresql_where=text("status in ('pending', 'sending')"),
        ),
        Index(
            "ix_notifications_to_erase",
            "link_expires_at",
            postgresql_where=text("link_expires_at is not null and message_erased_at is null"),
        ),
        Index("ix_notifications_failed", "id", postgresql_where=text("status = 'failed'")),
        Index("ix_notifications_sent_at", "sent_at", postgresql_where=text("sent_at is not null")),
        Index(
            "ix_notifications_feed",
            "user_id",
            "feed_position",
            unique=True,
            postgresql_where=text("feed_position is not null"),
        ),
        Index("ix_notifications_user_id_id", "user_id", "id"),
        Index("ix_notifications_order_id_id", "order_id", "id"),
        Index("ix_notifications_recipient_email_id", "recipient_email", "id"),
    )

    id: int = Field(sa_column=Column(Integer, Identity(always=True), primary_key=True))
    event_id: UUID = Field(unique=True)  # one notification an event, whatever is delivered twice
    type: NotificationType = Field(sa_type=_word(NotificationType))
    user_id: int
    order_id: int | None = None
    order_status: OrderStatus | None = Field(default=None, sa_type=_word(OrderStatus))
    recipient_email: str = Field(sa_type=Text)
    subject: str = Field(sa_type=Text)
    summary: str = Field(sa_type=Text)
    message: bytes = Field(sa_type=LargeBinary)  # the whole mail (RFC 5322), rendered once
    # Holds the secret of a link: whoever reads the mail can use the account. Nothing shows the
    # secret, to staff or not, and it is erased from the message once the link is over.
    is_confidential: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    link_expires_at: datetime | None = Field(default=None, sa_type=_MOMENT)
    message_erased_at: datetime | None = Field(default=None, sa_type=_MOMENT)

    status: MailStatus = Field(sa_type=_word(MailStatus))
    # Ever made; it only grows, so it also tells one claim from another.
    attempts: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    attempts_allowed: int  # then `failed`; a retry by hand raises it
    next_attempt_at: datetime = Field(sa_type=_MOMENT)  # of a mail under way: its lease's end
    error_message: str | None = Field(default=None, sa_type=Text)
    request_id: str | None = Field(default=None, sa_type=Text)  # of the request that caused it
    created_at: datetime = Field(sa_type=_MOMENT)
    occurred_at: datetime | None = Field(default=None, sa_type=_MOMENT)  # what it tells of
    # Its number in the person's feed; None for what sockets are not told.
    feed_position: int | None = Field(default=None, sa_type=BigInteger)
    sent_at: datetime | None = Field(default=None, sa_type=_MOMENT)
    # A second copy, wanted by a member of staff; of copies of copies this is the first mail.
    resend_of_id: int | None = Field(default=None, foreign_key="notifications.id")
    resent_by: int | None = None  # their user id


class FeedHead(NotificationsTable, table=True):
    """The position of a person's latest news; its lock keeps the numbers without holes."""

    __tablename__ = "feed_heads"  # pyright: ignore[reportAssignmentType] - as above

    user_id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    position: int = Field(sa_type=BigInteger)


class CatalogPosition(NotificationsTable, table=True):
    """How far the live catalogue got for a product: what a redrive brings late is not shown."""

    __tablename__ = "catalog_positions"  # pyright: ignore[reportAssignmentType] - as above
    __table_args__ = (
        Index(
            "ix_catalog_positions_changed_in",
            "changed_in",
            postgresql_where=text("changed_in is not null"),
        ),
    )

    product_id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    sequence: int = Field(sa_type=BigInteger)
    name: str | None = Field(default=None, sa_type=Text)  # None of what was not heard of lately
    # As it was shown last, for the other replicas; None of what was shown before they asked.
    price: str | None = Field(default=None, sa_type=Text)  # decimal
    stock_quantity: int | None = None
    is_active: bool | None = None
    changed_in: int | None = Field(default=None, sa_type=BigInteger)  # a transaction's number


class Addressee(NotificationsTable, table=True):
    """Where mails go that nobody's action sends along an address for."""

    __tablename__ = "addressees"  # pyright: ignore[reportAssignmentType] - as above

    user_id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    email: str = Field(sa_type=Text)
    is_active: bool
    # Of the event that said so; 0 when only their own token did.
    sequence: int = Field(sa_type=BigInteger)


class RestockRequest(NotificationsTable, table=True):
    """Somebody wants to be told, once, when a product can be bought again."""

    __tablename__ = "restock_requests"  # pyright: ignore[reportAssignmentType] - as above
    __table_args__ = (
        Index(
            "uq_restock_requests_open",
            "user_id",
            "product_id",
            unique=True,
            postgresql_where=text("told_at is null"),
        ),
        Index(
            "ix_restock_requests_waiting",
            "product_id",
            "id",
            postgresql_where=text("told_at is null"),
        ),
        Index(
            "ix_restock_requests_told_at",
            "told_at",
            postgresql_where=text("told_at is not null"),
        ),
        Index("ix_restock_requests_user_id", "user_id"),
    )

    id: int = Field(sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    event_id: UUID  # of the notification that will answer it: there can be only one
    user_id: int
    product_id: int
    asked_at: datetime = Field(sa_type=_MOMENT)
    told_at: datetime | None = Field(default=None, sa_type=_MOMENT)


metadata = NotificationsTable.metadata
add_inbox(metadata)
AUDIT_LOG: Final = add_audit_log(metadata)
add_dead_letters(metadata)
