"""Mails sent once more on purpose, and who wanted it; indexes for the figures of the day."""

import sqlalchemy as sa

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("notifications", sa.Column("resend_of_id", sa.Integer()))
    op.add_column("notifications", sa.Column("resent_by", sa.Integer()))
    # Not valid first: the rows are looked at without keeping writers out.
    op.execute(
        "alter table notifications add constraint ck_notifications_resend_has_actor"
        " check ((resend_of_id is null) = (resent_by is null)) not valid"
    )
    op.execute("alter table notifications validate constraint ck_notifications_resend_has_actor")
    op.execute(
        "alter table notifications add constraint fk_notifications_resend_of_id_notifications"
        " foreign key (resend_of_id) references notifications (id) not valid"
    )
    op.execute(
        "alter table notifications validate constraint fk_notifications_resend_of_id_notifications"
    )
    op.create_index(
        "ix_notifications_failed",
        "notifications",
        ["id"],
        postgresql_where=sa.text("status = 'failed'"),
    )
    op.create_index(
        "ix_notifications_sent_at",
        "notifications",
        ["sent_at"],
        postgresql_where=sa.text("sent_at is not null"),
    )


def downgrade() -> None:
    op.drop_index("ix_notifications_sent_at", "notifications")
    op.drop_index("ix_notifications_failed", "notifications")
    op.execute("delete from notifications where resend_of_id is not null")
    op.drop_constraint(
        op.f("fk_notifications_resend_of_id_notifications"), "notifications", type_="foreignkey"
    )
    op.drop_constraint(op.f("ck_notifications_resend_has_actor"), "notifications", type_="check")
    op.drop_column("notifications", "resent_by")
    op.drop_column("notifications", "resend_of_id")
