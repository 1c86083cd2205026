"""The live feeds can be read again: a person's by position, the catalogue by transaction."""

import sqlalchemy as sa

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feed_heads",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_feed_heads")),
    )
    op.add_column("notifications", sa.Column("occurred_at", sa.DateTime(timezone=True)))
    op.add_column("notifications", sa.Column("feed_position", sa.BigInteger()))
    op.create_index(
        "ix_notifications_feed",
        "notifications",
        ["user_id", "feed_position"],
        unique=True,
        postgresql_where=sa.text("feed_position is not null"),
    )
    op.add_column("catalog_positions", sa.Column("price", sa.Text()))
    op.add_column("catalog_positions", sa.Column("stock_quantity", sa.Integer()))
    op.add_column("catalog_positions", sa.Column("is_active", sa.Boolean()))
    op.add_column("catalog_positions", sa.Column("changed_in", sa.BigInteger()))
    op.create_index(
        "ix_catalog_positions_changed_in",
        "catalog_positions",
        ["changed_in"],
        postgresql_where=sa.text("changed_in is not null"),
    )


def downgrade() -> None:
    op.drop_index("ix_catalog_positions_changed_in", "catalog_positions")
    for column in ("changed_in", "is_active", "stock_quantity", "price"):
        op.drop_column("catalog_positions", column)
    op.drop_index("ix_notifications_feed", "notifications")
    op.drop_column("notifications", "feed_position")
    op.drop_column("notifications", "occurred_at")
    op.drop_table("feed_heads")
