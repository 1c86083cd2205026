"""No command empties the audit log, not even one that reads no row."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

GUARD = """
create trigger never_emptied before truncate on audit_log
  for each statement execute function audit_log_is_append_only()
"""


def upgrade() -> None:
    op.execute(GUARD)


def downgrade() -> None:
    op.execute("drop trigger never_emptied on audit_log")
