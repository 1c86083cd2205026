"""Which products run out, without reading all of them."""

import sqlalchemy as sa

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Writes the table anew under its lock: one short row for each product.
    op.add_column(
        "stock",
        sa.Column(
            "is_low",
            sa.Boolean(),
            sa.Computed("on_hand - reserved <= 5", persisted=True),
            nullable=False,
        ),
    )
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_stock_low",
            "stock",
            ["product_id"],
            postgresql_where=sa.text("is_low"),
            postgresql_concurrently=True,
            if_not_exists=True,
        )


def downgrade() -> None:
    op.drop_index("ix_stock_low", table_name="stock")
    op.drop_column("stock", "is_low")
