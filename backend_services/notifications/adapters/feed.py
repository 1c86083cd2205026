"""Each person's feed: their notifications that sockets tell of, numbered without holes.

The number is taken under the lock of the person's head, which is held until the commit: whoever
sees position 5 sees 1 to 4 as well. So a reader that remembers one number has missed nothing.
"""

from collections.abc import Collection, Iterable, Sequence
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Row, select, text
from sqlmodel import col

from backend_services.notifications.adapters.tables import FeedHead
from backend_services.notifications.domain.news import FeedPage, PersonalNews
from backend_services.shared.db.session import ReadSession, WriteSession

_APPEND: Final = text("""
with head as (
  insert into feed_heads (user_id, position) values (:user_id, 1)
  on conflict (user_id) do update set position = feed_heads.position + 1
  returning position
)
update notifications n set feed_position = head.position
  from head
 where n.id = :notification_id
""")

# One statement is one snapshot: the head fits what is read behind it.
_PAGES: Final = text("""
select w.user_id, w.after, h.position as head, n.*
  from unnest(cast(:users as integer[]), cast(:afters as bigint[])) as w (user_id, after)
  join feed_heads h on h.user_id = w.user_id and h.position > w.after
  left join lateral (
    select f.feed_position, f.id, f.type, f.subject, f.summary, f.occurred_at, f.order_id,
           f.order_status
      from notifications f
     where f.user_id = w.user_id and f.feed_position > w.after
     order by f.feed_position
     limit :limit
  ) n on true
 order by w.user_id, w.after, n.feed_position
""")


async def append(session: WriteSession, *, notification_id: int, user_id: int) -> None:
    await session.execute(_APPEND, {"notification_id": notification_id, "user_id": user_id})


async def find_head(session: ReadSession, *, user_id: int) -> int:
    """The position of the person's latest news; 0 when there never were any."""
    statement = select(col(FeedHead.position)).where(col(FeedHead.user_id) == user_id)
    return await session.scalar(statement) or 0


async def find_pages(
    session: ReadSession, *, places: Collection[tuple[int, int]], limit: int
) -> Sequence[FeedPage]:
    """A page for each of the places (user id, position) that there are news behind."""
    found = await session.execute(
        _PAGES,
        {
            "users": [user_id for user_id, _ in places],
            "afters": [after for _, after in places],
            "limit": limit,
        },
    )
    by_place = groupby(found.all(), key=lambda row: (row.user_id, row.after, row.head))
    return [
        FeedPage(user_id=user_id, after=after, head=head, news=_news(rows))
        for (user_id, after, head), rows in by_place
    ]


def _news(rows: Iterable[Row[Any]]) -> tuple[PersonalNews, ...]:
    return tuple(
        PersonalNews(
            position=row.feed_position,
            notification_id=row.id,
            event_type=row.type,
            subject=row.subject,
            message=row.summary,
            occurred_at=row.occurred_at,
            user_id=row.user_id,
            order_id=row.order_id,
            status=row.order_status,
        )
        for row in rows
        if row.feed_position is not None
    )
