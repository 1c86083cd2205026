"""When a cart was begun, and whether it was bought; guests' carts that are left behind."""

import sqlalchemy as sa

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("carts", sa.Column("created_at", MOMENT, nullable=True))
    op.execute("update carts set created_at = updated_at")
    op.alter_column("carts", "created_at", nullable=False)
    op.create_index("ix_carts_created_at", "carts", ["created_at"])
    op.create_index(
        "ix_carts_guests",
        "carts",
        ["updated_at"],
        postgresql_where=sa.text("token_hash IS NOT NULL"),
    )
    op.add_column("orders", sa.Column("cart_begun_at", MOMENT, nullable=True))
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_orders_cart_begun_at",
            "orders",
            ["cart_begun_at"],
            postgresql_where=sa.text("cart_begun_at IS NOT NULL"),
            postgresql_concurrently=True,
            if_not_exists=True,
        )


def downgrade() -> None:
    op.drop_index("ix_orders_cart_begun_at", table_name="orders")
    op.drop_column("orders", "cart_begun_at")
    op.drop_index("ix_carts_guests", table_name="carts")
    op.drop_index("ix_carts_created_at", table_name="carts")
    op.drop_column("carts", "created_at")
