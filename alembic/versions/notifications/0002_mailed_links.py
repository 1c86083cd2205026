"""Mails about accounts; which of them hold a secret, until when, and when it was erased."""

import sqlalchemy as sa

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_OLD = "'welcome', 'order_confirmation', 'order_status_update'"
_NEW = f"{_OLD}, 'email_verification', 'password_reset', 'password_changed'"


def upgrade() -> None:
    op.add_column(
        "notifications",
        sa.Column("is_confidential", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column("notifications", sa.Column("link_expires_at", _MOMENT))
    op.add_column("notifications", sa.Column("message_erased_at", _MOMENT))
    op.drop_constraint(op.f("ck_notifications_type"), "notifications", type_="check")
    _add_check("type", f"type in ({_NEW})")
    _add_check("confidential_has_end", "is_confidential = (link_expires_at is not null)")
    _add_check("erased_is_over", "message_erased_at is null or status in ('sent', 'failed')")
    op.create_index(
        "ix_notifications_to_erase",
        "notifications",
        ["link_expires_at"],
        postgresql_where=sa.text("link_expires_at is not null and message_erased_at is null"),
    )


def downgrade() -> None:
    op.drop_index("ix_notifications_to_erase", "notifications")
    for name in ("erased_is_over", "confidential_has_end", "type"):
        op.drop_constraint(op.f(f"ck_notifications_{name}"), "notifications", type_="check")
    op.execute(f"delete from notifications where type not in ({_OLD})")  # noqa: S608 - own words
    _add_check("type", f"type in ({_OLD})")
    for column in ("message_erased_at", "link_expires_at", "is_confidential"):
        op.drop_column("notifications", column)


def _add_check(name: str, condition: str) -> None:
    # Not valid first: the rows are looked at without keeping writers out.
    name = f"ck_notifications_{name}"
    op.execute(f"alter table notifications add constraint {name} check ({condition}) not valid")
    op.execute(f"alter table notifications validate constraint {name}")
