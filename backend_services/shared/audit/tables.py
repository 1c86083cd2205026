"""Who changed what, when, from what to what: one such table in a service's database.

Only ever added to: a trigger of the migration refuses the rest.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    MetaData,
    String,
    Table,
)
from sqlalchemy.dialects.postgresql import JSONB


def add_audit_log(metadata: MetaData) -> Table:
    return Table(
        "audit_log",
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column("at", DateTime(timezone=True), nullable=False),
        Column("actor_user_id", Integer),
        Column("actor_role", String(16)),
        Column("action", String(64), nullable=False),
        Column("subject", String(64), nullable=False),  # 'product:12'
        Column("changes", JSONB, nullable=False),
        Column("request_id", String(64)),
        Index("ix_audit_log_subject_id", "subject", "id"),
        Index("ix_audit_log_actor_user_id_id", "actor_user_id", "id"),
    )
