"""Staff search accounts for parts of an e-mail address or a name."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A trusted extension: the owner of the database may create it.
    op.execute("create extension if not exists pg_trgm")
    # Outside a transaction, without a lock that writers would wait for.
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_users_email_username_parts",
            "users",
            ["email", "username"],
            postgresql_using="gin",
            postgresql_ops={"email": "gin_trgm_ops", "username": "gin_trgm_ops"},
            postgresql_concurrently=True,
            if_not_exists=True,
        )


def downgrade() -> None:
    op.drop_index("ix_users_email_username_parts", table_name="users")
    op.execute("drop extension pg_trgm")
