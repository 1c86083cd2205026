"""Proven addresses, one-time links, failed logins, reset requests and the audit log."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
REFUSE = """
create function audit_log_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'audit_log is append-only';
end $$
"""
GUARD = """
create trigger append_only before update or delete on audit_log
  for each row execute function audit_log_is_append_only()
"""


def upgrade() -> None:
    op.add_column("users", sa.Column("email_verified_at", MOMENT, nullable=True))
    op.add_column("users", sa.Column("pending_email", sa.String(length=255), nullable=True))
    op.add_column("users", sa.Column("closed_at", MOMENT, nullable=True))
    op.add_column("sign_ins", sa.Column("user_agent", sa.String(length=200), nullable=True))
    op.add_column("sign_ins", sa.Column("last_used_at", MOMENT, nullable=True))
    op.execute("update sign_ins set last_used_at = started_at")
    op.alter_column("sign_ins", "last_used_at", nullable=False)
    op.create_table(
        "one_time_links",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "purpose IN ('verify_email', 'reset_password')",
            name=op.f("ck_one_time_links_purpose_known"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_one_time_links_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_one_time_links")),
    )
    op.create_index(
        op.f("ix_one_time_links_user_id_purpose_created_at"),
        "one_time_links",
        ["user_id", "purpose", "created_at"],
    )
    op.create_index(op.f("ix_one_time_links_expires_at"), "one_time_links", ["expires_at"])
    op.create_table(
        "login_failures",
        sa.Column("account", sa.LargeBinary(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_login_failures")),
    )
    op.create_index(op.f("ix_login_failures_started_at"), "login_failures", ["started_at"])
    op.create_table(
        "password_reset_requests",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=True),
        sa.Column("requested_at", MOMENT, nullable=False),
        sa.Column("handled_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_reset_requests")),
    )
    op.create_index(
        "ix_password_reset_requests_waiting",
        "password_reset_requests",
        ["id"],
        postgresql_where=sa.text("handled_at IS NULL"),
    )
    op.create_table(
        "audit_log",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor_user_id", sa.Integer(), nullable=True),
        sa.Column("actor_role", sa.String(length=16), nullable=True),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("subject_user_id", sa.Integer(), nullable=False),
        sa.Column("changes", postgresql.JSONB(), nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    op.create_index(op.f("ix_audit_log_subject_user_id_id"), "audit_log", ["subject_user_id", "id"])
    op.create_index(op.f("ix_audit_log_actor_user_id_id"), "audit_log", ["actor_user_id", "id"])
    op.execute(REFUSE)
    op.execute(GUARD)


def downgrade() -> None:
    op.drop_table("audit_log")
    op.execute("drop function audit_log_is_append_only()")
    op.drop_table("password_reset_requests")
    op.drop_table("login_failures")
    op.drop_table("one_time_links")
    op.drop_column("sign_ins", "last_used_at")
    op.drop_column("sign_ins", "user_agent")
    op.drop_column("users", "closed_at")
    op.drop_column("users", "pending_email")
    op.drop_column("users", "email_verified_at")
