"""Search, pictures, the ledger of stock, price history and the audit log."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
CAUSES = "'opening', 'set', 'adjusted', 'reserved', 'sold', 'expired', 'released', 'returned'"
WORDS = (
    "setweight(to_tsvector('english', name), 'A') || "
    "setweight(to_tsvector('english', coalesce(category, '')), 'B') || "
    "setweight(to_tsvector('english', coalesce(description, '')), 'C')"
)
LABEL = "lower(name || ' ' || coalesce(category, '') || ' ' || sku)"
TEXT = f"{LABEL[:-1]} || ' ' || coalesce(description, ''))"
REFUSE = """
create function {table}_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception '{table} is append-only';
end $$
"""
GUARD = """
create trigger append_only before update or delete on {table}
  for each row execute function {table}_is_append_only()
"""
APPEND_ONLY = ("audit_log", "stock_movement", "product_price")


def upgrade() -> None:
    op.execute("create extension if not exists pg_trgm")
    op.add_column(
        "product",
        sa.Column("pictures", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
    )
    op.add_column(
        "product",
        sa.Column("search_words", postgresql.TSVECTOR(), sa.Computed(WORDS, persisted=True)),
    )
    op.add_column(
        "product", sa.Column("search_label", sa.Text(), sa.Computed(LABEL, persisted=True))
    )
    op.add_column("product", sa.Column("search_text", sa.Text(), sa.Computed(TEXT, persisted=True)))
    op.create_index("ix_product_search_words", "product", ["search_words"], postgresql_using="gin")
    for column in ("search_label", "search_text"):
        op.create_index(
            f"ix_product_{column}",
            "product",
            [column],
            postgresql_using="gin",
            postgresql_ops={column: "gin_trgm_ops"},
        )
    op.create_table(
        "stock_movement",
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("cause", sa.String(length=16), nullable=False),
        sa.Column("on_hand_change", sa.BigInteger(), nullable=False),
        sa.Column("reserved_change", sa.BigInteger(), nullable=False),
        sa.Column("on_hand", sa.BigInteger(), nullable=False),
        sa.Column("reserved", sa.BigInteger(), nullable=False),
        sa.Column("reservation_id", sa.Uuid(), nullable=True),
        sa.Column("actor_user_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("idempotency_key", sa.String(length=128), nullable=True),
        sa.CheckConstraint(f"cause IN ({CAUSES})", name=op.f("ck_stock_movement_cause_known")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["stock.product_id"], name=op.f("fk_stock_movement_product_id_stock")
        ),
        sa.PrimaryKeyConstraint("product_id", "version", name=op.f("pk_stock_movement")),
    )
    op.create_index(
        "ix_stock_movement_key",
        "stock_movement",
        ["actor_user_id", "idempotency_key"],
        unique=True,
        postgresql_where=sa.text("idempotency_key IS NOT NULL"),
    )
    op.create_table(
        "product_price",
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("compare_at_price_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor_user_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_product_price_product_id_product")
        ),
        sa.PrimaryKeyConstraint("product_id", "version", name=op.f("pk_product_price")),
    )
    op.create_table(
        "audit_log",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor_user_id", sa.Integer(), nullable=True),
        sa.Column("actor_role", sa.String(length=16), nullable=True),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("changes", postgresql.JSONB(), nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    op.create_index("ix_audit_log_subject_id", "audit_log", ["subject", "id"])
    op.create_index("ix_audit_log_actor_user_id_id", "audit_log", ["actor_user_id", "id"])
    _carry_over()
    for table in APPEND_ONLY:
        op.execute(REFUSE.format(table=table))
        op.execute(GUARD.format(table=table))


def _carry_over() -> None:
    """The books of today open the ledger; the price of today opens the history."""
    op.execute(
        "insert into stock_movement (product_id, version, at, cause, on_hand_change,"
        " reserved_change, on_hand, reserved)"
        " select product_id, version, now(), 'opening', on_hand, reserved, on_hand, reserved"
        " from stock"
    )
    op.execute(
        "insert into product_price (product_id, version, price_minor, compare_at_price_minor,"
        " currency, at) select id, version, price_minor, compare_at_price_minor, currency,"
        " updated_at from product"
    )
    op.execute(
        "update product set pictures = jsonb_build_array(jsonb_build_object("
        "'id', gen_random_uuid(), 'alt', coalesce(image_alt, name), 'width', null,"
        " 'height', null, 'url', '/media/' || image_file, 'variants', '[]'::jsonb))"
        " where image_file is not null"
    )


def downgrade() -> None:
    for table in APPEND_ONLY:
        op.drop_table(table)
        op.execute(f"drop function {table}_is_append_only()")
    for column in ("search_text", "search_label", "search_words", "pictures"):
        op.drop_column("product", column)
    op.execute("drop extension if exists pg_trgm")
