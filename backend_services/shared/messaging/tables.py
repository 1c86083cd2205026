"""Outbox and inbox: one pair in each service's database."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
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
_PUBLISHED = text("published_at IS NOT NULL")
# Rows come, change once and go: the default waits for a fifth of a table that only grows.
_VACUUMED_OFTEN = {"autovacuum_vacuum_scale_factor": 0.01}


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
        Index("ix_outbox_published", "published_at", postgresql_where=_PUBLISHED),
        postgresql_with=_VACUUMED_OFTEN,
    )


def add_inbox(metadata: MetaData) -> Table:
    return Table(
        "inbox",
        metadata,
        Column("consumer", Text, nullable=False),
        Column("event_id", Uuid, nullable=False),
        Column("received_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
        PrimaryKeyConstraint("consumer", "event_id"),
        Index("ix_inbox_received_at", "received_at"),
        postgresql_with=_VACUUMED_OFTEN,
    )


def add_dead_letters(metadata: MetaData) -> Table:
    """Why messages were given up; the messages themselves wait in the broker."""
    return Table(
        "dead_letter",
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column("queue", Text, nullable=False),
        Column("digest", LargeBinary, nullable=False),  # SHA-256 of the body
        Column("event_id", Uuid),  # null: the body could not be read
        Column("type", Text),
        Column("aggregate", Text),
        Column("reason", Text, nullable=False),
        Column("failed_at", DateTime(timezone=True), nullable=False),
        Column("redriven_at", DateTime(timezone=True)),
        Column("redriven_by", Integer),
        UniqueConstraint("queue", "digest"),
    )


_kernel = MetaData(naming_convention=NAMING_CONVENTION)
OUTBOX: Final = add_outbox(_kernel)
INBOX: Final = add_inbox(_kernel)
DEAD_LETTER: Final = add_dead_letters(_kernel)
