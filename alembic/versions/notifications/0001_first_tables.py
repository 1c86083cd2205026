"""First tables."""

import sqlalchemy as sa

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "notifications",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer()),
        sa.Column("order_status", sa.String(32)),
        sa.Column("recipient_email", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("attempts_allowed", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", _MOMENT, nullable=False),
        sa.Column("error_message", sa.Text()),
        sa.Column("request_id", sa.Text()),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("sent_at", _MOMENT),
        sa.CheckConstraint(
            "type in ('welcome', 'order_confirmation', 'order_status_update')",
            name=op.f("ck_notifications_type"),
        ),
        sa.CheckConstraint(
            "status in ('pending', 'sending', 'sent', 'failed')",
            name=op.f("ck_notifications_status"),
        ),
        sa.CheckConstraint(
            "order_status in ('pending', 'confirmed', 'shipped', 'delivered', 'cancelled')",
            name=op.f("ck_notifications_order_status"),
        ),
        sa.CheckConstraint(
            "(status = 'sent') = (sent_at is not null)",
            name=op.f("ck_notifications_sent_has_time"),
        ),
        sa.CheckConstraint(
            "status <> 'failed' or error_message is not null",
            name=op.f("ck_notifications_failed_has_reason"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
        sa.UniqueConstraint("event_id", name=op.f("uq_notifications_event_id")),
    )
    op.create_index(
        "ix_notifications_due",
        "notifications",
        ["next_attempt_at", "id"],
        postgresql_where=sa.text("status in ('pending', 'sending')"),
    )
    op.create_index("ix_notifications_user_id_id", "notifications", ["user_id", "id"])
    op.create_index("ix_notifications_order_id_id", "notifications", ["order_id", "id"])
    op.create_index(
        "ix_notifications_recipient_email_id", "notifications", ["recipient_email", "id"]
    )
    op.create_table(
        "catalog_positions",
        sa.Column("product_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_catalog_positions")),
    )
    op.create_table(
        "inbox",
        sa.Column("consumer", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("received_at", _MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("consumer", "event_id", name=op.f("pk_inbox")),
    )


def downgrade() -> None:
    op.drop_table("inbox")
    op.drop_table("catalog_positions")
    op.drop_table("notifications")
