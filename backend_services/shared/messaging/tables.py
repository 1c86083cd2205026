"""Outbox and inbox: one pair in each service's database."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from backend_services.shared.db.base import NAMING_CONVENTION

_PENDING = text("published_at IS NULL")


def add_outbox(metadata: MetaData) -> Table:
    return Table(
        "outbox",
        metadata,
        Column("position", BigInteger, Identity(always=True), primary_key=True),
        Column("event_id", Uuid, nullable=False, unique=True),
        Column("aggregate", Text, nullable=False),
        Column("sequence", BigInteger, nullable=False),
        Column("type", Text, nullable=False),
        Column("version", SmallInteger, nullable=False),
        Column("payload", JSONB, nullable=False),
        Column("headers", JSONB, nullable=False, server_default=text("'{}'")),
        Column("occurred_at", DateTime(timezone=True), nullable=False),
        Column("attempts", SmallInteger, nullable=False, server_default=text("0")),
        Column("retry_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
        Column("published_at", DateTime(timezone=True)),
        # A lost update cannot publish twice.
        UniqueConstraint("aggregate", "sequence"),
        Index("ix_outbox_pending", "position", postgresql_where=_PENDING),
        Index("ix_outbox_head", "aggregate", "position", postgresql_where=_PENDING),
    )


def add_inbox(metadata: MetaData) -> Table:
    return Table(
        "inbox",
        metadata,
        Column("consumer", Text, nullable=False),
        Column("event_id", Uuid, nullable=False),
        Column("received_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
        PrimaryKeyConstraint("consumer", "event_id"),
    )


_kernel = MetaData(naming_convention=NAMING_CONVENTION)
OUTBOX: Final = add_outbox(_kernel)
INBOX: Final = add_inbox(_kernel)
