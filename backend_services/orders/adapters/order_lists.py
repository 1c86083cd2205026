"""Lists of orders: which, in what order, and how many there are."""

from collections.abc import Iterator

import sqlalchemy as sa

from backend_services.orders.adapters.order_parts import with_parts
from backend_services.orders.adapters.tables import ORDER_ITEMS, ORDERS
from backend_services.orders.domain.order_query import OrderPage, OrderQuery, OrderSearch
from backend_services.shared.db.session import ReadSession


async def browse(session: ReadSession, query: OrderQuery) -> OrderPage:
    meant = list(_meant(query))
    total = await session.scalar(sa.select(sa.func.count()).select_from(ORDERS).where(*meant))
    rows = (await session.execute(page_of(query))).all()
    shown = rows[: query.limit]
    return OrderPage(
        orders=await with_parts(session, shown),
        total=total or 0,
        has_more=len(rows) > len(shown),
        sort=query.sort,
    )


def page_of(query: OrderQuery) -> sa.Select[tuple[object, ...]]:
    """One more than asked for: whether there is a next page."""
    sort = query.sort
    place = (ORDERS.c.created_at if sort.is_by_time else ORDERS.c.total_minor, ORDERS.c.id)
    statement = (
        sa.select(ORDERS)
        .where(*_meant(query))
        .order_by(*(one.desc() if sort.is_descending else one.asc() for one in place))
        .offset(query.skip)
        .limit(query.limit + 1)
    )
    if query.after is None:
        return statement
    here, last = sa.tuple_(*place), (query.after.key, query.after.order_id)
    return statement.where(here < last if sort.is_descending else here > last)


def _meant(query: OrderQuery) -> Iterator[sa.ColumnElement[bool]]:
    yield ORDERS.c.status.in_(sorted(query.statuses))
    if query.user_id is not None:
        yield ORDERS.c.user_id == query.user_id
    if query.created_from is not None:
        yield ORDERS.c.created_at >= query.created_from
    if query.created_to is not None:
        yield ORDERS.c.created_at < query.created_to
    if query.search is not None:
        yield ORDERS.c.id.in_(_found(query.search))


def _found(search: OrderSearch) -> sa.CompoundSelect[int]:
    """Ids, from one index each: an OR over two tables would read all of both."""
    found: list[sa.Select[int]] = []
    if search.order_id is not None:
        found.append(sa.select(ORDERS.c.id).where(ORDERS.c.id == search.order_id))
    if search.part is not None:
        item, part = ORDER_ITEMS.c, search.part
        found += [
            sa.select(ORDERS.c.id).where(_has(ORDERS.c.user_email, part)),
            sa.select(item.order_id).where(_has(item.sku, part) | _has(item.name, part)),
        ]
    return sa.union(*found)


def _has(column: sa.ColumnElement[str], part: str) -> sa.ColumnElement[bool]:
    return column.icontains(part, autoescape=True)
