"""No command empties what is only ever added to, not even one that reads no row."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

GUARD = """
create trigger never_emptied before truncate on {table}
  for each statement execute function {table}_is_append_only()
"""
APPEND_ONLY = ("audit_log", "stock_movement", "product_price")


def upgrade() -> None:
    for table in APPEND_ONLY:
        op.execute(GUARD.format(table=table))


def downgrade() -> None:
    for table in APPEND_ONLY:
        op.execute(f"drop trigger never_emptied on {table}")
