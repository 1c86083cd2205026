"""Named queries on carts."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

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
from backend_services.shared.db.session import ReadSession, WriteSession
from backend_services.shared.money import Currency, Money


async def lines_of(session: ReadSession, owner: CartOwner) -> Sequence[CartLine]:
    """In the order in which they were added."""
    statement = (
        sa.select(CART_ITEMS)
        .join(CARTS, CARTS.c.id == CART_ITEMS.c.cart_id)
        .where(_belongs_to(owner))
        .order_by(CART_ITEMS.c.added_at, CART_ITEMS.c.product_id)
    )
    return [
        CartLine(
            product_id=row.product_id,
            sku=row.sku,
            name=row.name,
            price=Money(row.price_minor, Currency(row.currency)),
            quantity=row.quantity,
            image_url=row.image_url,
        )
        for row in await session.execute(statement)
    ]


async def change(session: WriteSession, *, owner: CartOwner, wish: Wish) -> bool:
    """Change a line that is there; False when it is not."""
    if wish.quantity == 0:
        await remove(session, owner=owner, product_ids=[wish.product_id])
        return True
    statement = (
        sa.update(CART_ITEMS)
        .where(
            CART_ITEMS.c.cart_id == CARTS.c.id,
            CART_ITEMS.c.product_id == wish.product_id,
            _belongs_to(owner),
        )
        .values(quantity=wish.quantity)
        .returning(CART_ITEMS.c.product_id)
    )
    return (await session.execute(statement)).first() is not None


async def add(session: WriteSession, *, owner: CartOwner, line: CartLine, at: datetime) -> None:
    """Add a line; when a twin just did, its quantity is replaced.

    Raises:
        CartFull: no room for another line.
    """
    cart_id = await _open(session, owner, at=at)
    new = insert(CART_ITEMS).values(
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
    await session.execute(
        new.on_conflict_do_update(
            index_elements=[CART_ITEMS.c.cart_id, CART_ITEMS.c.product_id],
            set_={"quantity": new.excluded.quantity},
        )
    )
    await _ensure_room(session, cart_id)


async def remove(
    session: WriteSession, *, owner: CartOwner, product_ids: Collection[int] | None = None
) -> None:
    """Take these products out of the cart, or all of them."""
    statement = sa.delete(CART_ITEMS).where(CART_ITEMS.c.cart_id == _locked(owner))
    if product_ids is not None:
        statement = statement.where(CART_ITEMS.c.product_id.in_(product_ids))
    await session.execute(statement)


async def merge(session: WriteSession, *, guest: GuestCart, user: UserCart, at: datetime) -> None:
    """Move the guest's lines over, quantities added up; the guest's cart is gone after.

    One statement takes the lines and gives them: of two merges at once, the second finds none.

    Raises:
        CartFull: together they have too many lines.
    """
    cart_id = await _open(session, user, at=at)
    columns = [column for column in CART_ITEMS.c if column.name != "cart_id"]
    taken = (
        sa.delete(CART_ITEMS)
        .where(CART_ITEMS.c.cart_id == _locked(guest))
        .returning(*columns)
        .cte("taken")
    )
    names = [column.name for column in columns]
    moved = insert(CART_ITEMS).from_select(
        ["cart_id", *names],
        sa.select(sa.literal(cart_id), *(taken.c[name] for name in names)),
    )
    together = sa.func.least(MAX_QUANTITY, CART_ITEMS.c.quantity + moved.excluded.quantity)
    await session.execute(
        moved.on_conflict_do_update(
            index_elements=[CART_ITEMS.c.cart_id, CART_ITEMS.c.product_id],
            set_={"quantity": together},
        )
    )
    await session.execute(sa.delete(CARTS).where(_belongs_to(guest)))
    await _ensure_room(session, cart_id)


async def _open(session: WriteSession, owner: CartOwner, *, at: datetime) -> int:
    """The owner's cart, made when missing, and locked until the commit."""
    match owner:
        case UserCart(user_id):
            key, value = CARTS.c.user_id, user_id
        case GuestCart(token_hash):
            key, value = CARTS.c.token_hash, token_hash
    statement = (
        insert(CARTS)
        .values({key: value, CARTS.c.updated_at: at})
        .on_conflict_do_update(index_elements=[key], set_={"updated_at": at})
        .returning(CARTS.c.id)
    )
    return (await session.execute(statement)).scalar_one()


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
