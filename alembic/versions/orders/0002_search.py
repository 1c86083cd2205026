"""Staff search orders for parts of an e-mail address, a product name or a SKU."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A trusted extension: the owner of the database may create it.
    op.execute("create extension if not exists pg_trgm")
    # Outside a transaction, without a lock that writers would wait for.
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_orders_user_email_parts",
            "orders",
            ["user_email"],
            postgresql_using="gin",
            postgresql_ops={"user_email": "gin_trgm_ops"},
            postgresql_concurrently=True,
            if_not_exists=True,
        )
        op.create_index(
            "ix_order_items_sku_name_parts",
            "order_items",
            ["sku", "name"],
            postgresql_using="gin",
            postgresql_ops={"sku": "gin_trgm_ops", "name": "gin_trgm_ops"},
            postgresql_concurrently=True,
            if_not_exists=True,
        )


def downgrade() -> None:
    op.drop_index("ix_order_items_sku_name_parts", table_name="order_items")
    op.drop_index("ix_orders_user_email_parts", table_name="orders")
    op.execute("drop extension pg_trgm")
