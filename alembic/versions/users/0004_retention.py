"""How long events are kept."""

import sqlalchemy as sa

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_outbox_published",
        "outbox",
        ["published_at"],
        postgresql_where=sa.text("published_at IS NOT NULL"),
    )
    op.execute("alter table outbox set (autovacuum_vacuum_scale_factor = 0.01)")


def downgrade() -> None:
    op.execute("alter table outbox reset (autovacuum_vacuum_scale_factor)")
    op.drop_index("ix_outbox_published", "outbox")
