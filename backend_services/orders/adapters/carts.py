"""Named queries on carts."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Insert, insert

from backend_services.orders.adapters.tables import CART_ITEMS, CARTS
from backend_services.orders.domain.cart import (
    MAX_LINES,
    MAX_QUANTITY,
    CartFull,
    CartLine,
    CartOwner,
    GuestCart,
    UserCart,
    Wish,
)
from backend_services.orders.domain.refusals import NotInCart
from backend_services.shared.db.session import ReadSession, WriteSession
from backend_services.shared.money import Currency, Money


async def contents_of(
    session: ReadSession, owner: CartOwner
) -> tuple[Sequence[CartLine], datetime | None]:
    """The lines in the order in which they were added, and when any of it was last changed."""
    statement = (
        sa.select(CART_ITEMS, CARTS.c.updated_at)
        .join(CARTS, CARTS.c.id == CART_ITEMS.c.cart_id)
        .where(_belongs_to(owner))
        .order_by(CART_ITEMS.c.added_at, CART_ITEMS.c.product_id)
    )
    rows = (await session.execute(statement)).all()
    lines = [
        CartLine(
            product_id=row.product_id,
            sku=row.sku,
            name=row.name,
            price=Money(row.price_minor, Currency(row.currency)),
            quantity=row.quantity,
            image_url=row.image_url,
        )
        for row in rows
    ]
    return lines, rows[0].updated_at if rows else None


async def change(session: WriteSession, *, owner: CartOwner, wish: Wish, at: datetime) -> bool:
    """Change a line that is there; False when it is not."""
    touched = sa.update(CARTS).where(_belongs_to(owner)).values(updated_at=at).returning(CARTS.c.id)
    cart_id = (await session.execute(touched)).scalar()
    if wish.quantity == 0:
        await _delete_lines(session, cart_id, product_ids=[wish.product_id])
        return True
    statement = (
        sa.update(CART_ITEMS)
        .where(CART_ITEMS.c.cart_id == cart_id, CART_ITEMS.c.product_id == wish.product_id)
        .values(quantity=wish.quantity)
        .returning(CART_ITEMS.c.product_id)
    )
    return (await session.execute(statement)).first() is not None


async def put(session: WriteSession, *, owner: CartOwner, line: CartLine, at: datetime) -> None:
    """A line with this quantity; when there is one by now, its quantity is replaced.

    Raises:
        CartFull: no room for another line.
    """
    cart_id = await _open(session, owner, at=at)
    new = _new_line(cart_id, line, at=at)
    await _upsert(session, new, quantity=new.excluded.quantity)
    await _ensure_room(session, cart_id)


async def add(session: WriteSession, *, owner: CartOwner, line: CartLine, at: datetime) -> None:
    """So many units more, up to what a line may hold; of several at once, each counts.

    Raises:
        CartFull: no room for another line.
    """
    cart_id = await _open(session, owner, at=at)
    new = _new_line(cart_id, line, at=at)
    await _upsert(session, new, quantity=_together(new))
    await _ensure_room(session, cart_id)


async def accept_prices(
    session: WriteSession, *, owner: CartOwner, prices: Mapping[int, int]
) -> None:
    """The buyer has seen these prices, in minor units by product: what they were is forgotten."""
    seen = sa.values(
        sa.column("product_id", sa.Integer), sa.column("price_minor", sa.BigInteger), name="seen"
    ).data(list(prices.items()))
    await session.execute(
        sa.update(CART_ITEMS)
        .where(CART_ITEMS.c.cart_id == _locked(owner), CART_ITEMS.c.product_id == seen.c.product_id)
        .values(price_minor=seen.c.price_minor)
    )


async def empty(session: WriteSession, *, owner: CartOwner) -> None:
    await session.execute(sa.delete(CART_ITEMS).where(CART_ITEMS.c.cart_id == _locked(owner)))


async def check_out(
    session: WriteSession, *, owner: CartOwner, ordered: Mapping[int, int], at: datetime
) -> datetime:
    """Take what was ordered, units by product, out of the cart, and the cart with its last line.

    Of two who check out one cart at once, the second waits here and finds what the first left.
    Answers when the cart was begun.

    Raises:
        NotInCart: it does not hold all of it; the transaction must end here.
    """
    touched = (
        sa.update(CARTS)
        .where(_belongs_to(owner))
        .values(updated_at=at)
        .returning(CARTS.c.id, CARTS.c.created_at)
    )
    cart = (await session.execute(touched)).first()
    taken = set[int]() if cart is None else await _take(session, cart.id, units=ordered)
    if cart is None or taken != set(ordered):
        missing = sorted(ordered.keys() - taken)
        raise NotInCart(lines=[{"product_id": one, "requested": ordered[one]} for one in missing])
    is_empty = ~sa.exists().where(CART_ITEMS.c.cart_id == CARTS.c.id)
    await session.execute(sa.delete(CARTS).where(CARTS.c.id == cart.id, is_empty))
    return cart.created_at


async def forget_guests(session: WriteSession, *, before: datetime, limit: int) -> int:
    """Forget carts of guests who changed nothing since then; answers how many."""
    left = (
        sa.select(CARTS.c.id)
        .where(CARTS.c.token_hash.is_not(None), CARTS.c.updated_at < before)
        .order_by(CARTS.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)  # whoever changes it now is back
    )
    statement = sa.delete(CARTS).where(CARTS.c.id.in_(left)).returning(CARTS.c.id)
    return len((await session.execute(statement)).all())


async def merge(session: WriteSession, *, guest: GuestCart, user: UserCart, at: datetime) -> None:
    """Move the guest's lines over, quantities added up; the guest's cart is gone after.

    One statement takes the lines and gives them: of two merges at once, the second finds none.

    Raises:
        CartFull: together they have too many lines.
    """
    cart_id = await _open(session, user, at=at)
    brought = (await session.execute(_lock(guest))).first()
    if brought is None:
        return
    columns = [column for column in CART_ITEMS.c if column.name != "cart_id"]
    taken = (
        sa.delete(CART_ITEMS)
        .where(CART_ITEMS.c.cart_id == brought.id)
        .returning(*columns)
        .cte("taken")
    )
    names = [column.name for column in columns]
    moved = insert(CART_ITEMS).from_select(
        ["cart_id", *names],
        sa.select(sa.literal(cart_id), *(taken.c[name] for name in names)),
    )
    await _upsert(session, moved, quantity=_together(moved))
    await session.execute(sa.delete(CARTS).where(CARTS.c.id == brought.id))
    earlier = sa.func.least(CARTS.c.created_at, brought.created_at)
    await session.execute(sa.update(CARTS).where(CARTS.c.id == cart_id).values(created_at=earlier))
    await _ensure_room(session, cart_id)


async def _open(session: WriteSession, owner: CartOwner, *, at: datetime) -> int:
    """The owner's cart, made when missing, and locked until the commit."""
    match owner:
        case UserCart(user_id):
            key, value = CARTS.c.user_id, user_id
        case GuestCart(token_hash):
            key, value = CARTS.c.token_hash, token_hash
    # A cart that was emptied begins anew.
    begun_at = sa.case(
        (sa.exists().where(CART_ITEMS.c.cart_id == CARTS.c.id), CARTS.c.created_at), else_=at
    )
    statement = (
        insert(CARTS)
        .values({key: value, CARTS.c.created_at: at, CARTS.c.updated_at: at})
        .on_conflict_do_update(
            index_elements=[key], set_={"updated_at": at, "created_at": begun_at}
        )
        .returning(CARTS.c.id)
    )
    return (await session.execute(statement)).scalar_one()


def _new_line(cart_id: int, line: CartLine, *, at: datetime) -> Insert:
    return insert(CART_ITEMS).values(
        cart_id=cart_id,
        product_id=line.product_id,
        quantity=line.quantity,
        price_minor=line.price.minor,
        currency=line.price.currency,
        sku=line.sku,
        name=line.name,
        image_url=line.image_url,
        added_at=at,
    )


def _together(new: Insert) -> sa.ColumnElement[int]:
    return sa.func.least(MAX_QUANTITY, CART_ITEMS.c.quantity + new.excluded.quantity)


async def _upsert(session: WriteSession, new: Insert, *, quantity: sa.ColumnElement[int]) -> None:
    await session.execute(
        new.on_conflict_do_update(
            index_elements=[CART_ITEMS.c.cart_id, CART_ITEMS.c.product_id],
            set_={"quantity": quantity},
        )
    )


async def _delete_lines(
    session: WriteSession, cart_id: int | None, *, product_ids: Collection[int]
) -> int:
    """Of a cart that is locked; answers how many there were."""
    statement = (
        sa.delete(CART_ITEMS)
        .where(CART_ITEMS.c.cart_id == cart_id, CART_ITEMS.c.product_id.in_(product_ids))
        .returning(CART_ITEMS.c.product_id)
    )
    return len((await session.execute(statement)).all())


async def _take(session: WriteSession, cart_id: int, *, units: Mapping[int, int]) -> set[int]:
    """So many units of each product out of a cart that is locked; answers of which it had them."""
    wanted = sa.values(
        sa.column("product_id", sa.Integer), sa.column("units", sa.Integer), name="wanted"
    ).data(list(units.items()))
    is_wanted = sa.and_(
        CART_ITEMS.c.cart_id == cart_id, CART_ITEMS.c.product_id == wanted.c.product_id
    )
    whole = (
        sa.delete(CART_ITEMS)
        .where(is_wanted, CART_ITEMS.c.quantity == wanted.c.units)
        .returning(CART_ITEMS.c.product_id)
    )
    part = (
        sa.update(CART_ITEMS)
        .where(is_wanted, CART_ITEMS.c.quantity > wanted.c.units)
        .values(quantity=CART_ITEMS.c.quantity - wanted.c.units)
        .returning(CART_ITEMS.c.product_id)
    )
    # Whole lines first: what is left of another must not be taken for one.
    return {row.product_id for one in (whole, part) for row in await session.execute(one)}


def _lock(owner: CartOwner) -> sa.Select[int, datetime]:
    one = sa.select(CARTS.c.id, CARTS.c.created_at).where(_belongs_to(owner))
    return one.with_for_update(key_share=True)  # VT04: one row


def _locked(owner: CartOwner) -> sa.ScalarSelect[Any]:
    """The cart's id. Its row is locked before any of its lines.

    Two who change many lines of one cart wait for each other, instead of deadlocking.
    """
    one = sa.select(CARTS.c.id).where(_belongs_to(owner))
    return one.with_for_update(key_share=True).scalar_subquery()  # VT04: one row


async def _ensure_room(session: WriteSession, cart_id: int) -> None:
    count = (
        sa.select(sa.func.count()).select_from(CART_ITEMS).where(CART_ITEMS.c.cart_id == cart_id)
    )
    if (await session.execute(count)).scalar_one() > MAX_LINES:
        raise CartFull


def _belongs_to(owner: CartOwner) -> sa.ColumnElement[bool]:
    match owner:
        case UserCart(user_id):
            return CARTS.c.user_id == user_id
        case GuestCart(token_hash):
            return CARTS.c.token_hash == token_hash
