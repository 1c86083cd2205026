"""The plan of PostgreSQL on a table that is large enough to make it think."""

import sqlalchemy as sa

from backend_services.shared.db.session import SessionMaker
from backend_services.users.adapters.accounts import AccountFilter, AccountPlace, page_of

FILL = """
insert into users (email, username, role, is_active, version, created_at, updated_at)
select md5(n::text) || '@example.com', md5((n + 1)::text), 'customer', true, 1, now(), now()
  from generate_series(1, 20000) n;
analyze users;
select gin_clean_pending_list('ix_users_email_username_parts')
"""


async def test_accounts_are_searched_by_an_index(sessions: SessionMaker) -> None:
    async with sessions.begin() as session:
        for statement in FILL.split(";"):
            await session.execute(sa.text(statement))

    async with sessions() as session:
        asked = page_of(AccountFilter(text="c4ca42"), place=AccountPlace(limit=20))
        written = asked.compile(
            dialect=session.get_bind().dialect, compile_kwargs={"literal_binds": True}
        )
        plan = "\n".join((await session.execute(sa.text(f"explain {written}"))).scalars().all())

    assert "ix_users_email_username_parts" in plan, plan
    assert "Seq Scan" not in plan, plan
