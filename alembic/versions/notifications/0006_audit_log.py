"""Who had which mail sent again."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

REFUSE = """
create function audit_log_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'audit_log is append-only';
end $$
"""
GUARDS = (
    """
create trigger append_only before update or delete on audit_log
  for each row execute function audit_log_is_append_only()
""",
    """
create trigger never_emptied before truncate on audit_log
  for each statement execute function audit_log_is_append_only()
""",
)


def upgrade() -> None:
    op.create_table(
        "audit_log",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_user_id", sa.Integer(), nullable=True),
        sa.Column("actor_role", sa.String(16), nullable=True),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("changes", postgresql.JSONB(), nullable=False),
        sa.Column("request_id", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    op.create_index("ix_audit_log_subject_id", "audit_log", ["subject", "id"])
    op.create_index("ix_audit_log_actor_user_id_id", "audit_log", ["actor_user_id", "id"])
    op.execute(REFUSE)
    for guard in GUARDS:
        op.execute(guard)


def downgrade() -> None:
    op.drop_table("audit_log")
    op.execute("drop function audit_log_is_append_only()")
