"""Staff sort everybody's orders by their totals."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Outside a transaction, without a lock that writers would wait for.
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_orders_total_minor_id",
            "orders",
            ["total_minor", "id"],
            postgresql_concurrently=True,
            if_not_exists=True,
        )


def downgrade() -> None:
    op.drop_index("ix_orders_total_minor_id", table_name="orders")
