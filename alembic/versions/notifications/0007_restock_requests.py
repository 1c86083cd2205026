"""Who wants to be told when something is back, and where their mail goes."""

import sqlalchemy as sa

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_OLD = (
    "'welcome', 'order_confirmation', 'order_status_update',"
    " 'email_verification', 'password_reset', 'password_changed'"
)
_NEW = f"{_OLD}, 'back_in_stock'"
_IS_OPEN = sa.text("told_at is null")


def upgrade() -> None:
    op.create_table(
        "addressees",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_addressees")),
    )
    op.create_table(
        "restock_requests",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("told_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restock_requests")),
    )
    op.create_index(
        "uq_restock_requests_open",
        "restock_requests",
        ["user_id", "product_id"],
        unique=True,
        postgresql_where=_IS_OPEN,
    )
    op.create_index(
        "ix_restock_requests_waiting",
        "restock_requests",
        ["product_id", "id"],
        postgresql_where=_IS_OPEN,
    )
    op.create_index(
        "ix_restock_requests_told_at",
        "restock_requests",
        ["told_at"],
        postgresql_where=sa.text("told_at is not null"),
    )
    op.create_index("ix_restock_requests_user_id", "restock_requests", ["user_id"])
    op.add_column("catalog_positions", sa.Column("name", sa.Text()))
    op.drop_constraint(op.f("ck_notifications_type"), "notifications", type_="check")
    _add_check(f"type in ({_NEW})")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_notifications_type"), "notifications", type_="check")
    op.execute(f"delete from notifications where type not in ({_OLD})")  # noqa: S608 - own words
    _add_check(f"type in ({_OLD})")
    op.drop_column("catalog_positions", "name")
    op.drop_table("restock_requests")
    op.drop_table("addressees")


def _add_check(condition: str) -> None:
    # Not valid first: the rows are looked at without keeping writers out.
    name = "ck_notifications_type"
    op.execute(f"alter table notifications add constraint {name} check ({condition}) not valid")
    op.execute(f"alter table notifications validate constraint {name}")
