from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from backend_services.shared.db.session import ReadSession, WriteSession
from backend_services.shared.http.tokens import Role
from backend_services.users.adapters.tables import User


@dataclass(frozen=True, slots=True)
class NewAccount:
    email: str
    username: str
    password_hash: str | None
    role: Role = Role.CUSTOMER
    email_verified: bool = False  # proven elsewhere, or vouched for


@dataclass(frozen=True, slots=True)
class AccountFilter:
    text: str | None = None  # part of the address or the username
    role: Role | None = None
    is_active: bool | None = None
    ids: tuple[int, ...] = ()  # any of them; empty: all


@dataclass(frozen=True, slots=True)
class AccountPlace:
    """Where in the list a page begins, and how long it is."""

    limit: int
    offset: int = 0
    before: int | None = None  # the id of the last account of the page before


@dataclass(frozen=True, slots=True)
class AccountPage:
    items: list[User]
    total: int
    limit: int
    offset: int


async def add_if_free(session: WriteSession, new: NewAccount, *, at: datetime) -> User | None:
    """The new account, or None where the email or the username (or both) are taken.

    The unique constraints decide: of two at the same time, one waits and then sees the other.
    """
    row = (
        insert(User)
        .values(
            email=new.email,
            username=new.username,
            password_hash=new.password_hash,
            role=new.role,
            is_active=True,
            version=1,
            created_at=at,
            updated_at=at,
            email_verified_at=at if new.email_verified else None,
        )
        .on_conflict_do_nothing()
        .returning(User)
    )
    return (await session.execute(row)).scalar_one_or_none()


async def find(session: ReadSession, *, user_id: int) -> User | None:
    return await session.get(User, user_id)


async def find_by_email(session: ReadSession, *, email: str) -> User | None:
    statement = select(User).where(col(User.email) == email)
    return (await session.execute(statement)).scalar_one_or_none()


async def lock(session: WriteSession, *, user_id: int) -> User | None:
    """The account, and nobody else changes it before this transaction ends."""
    statement = (
        select(User)
        .where(col(User.id) == user_id)
        .order_by(col(User.id))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def lock_active_admins(session: WriteSession) -> list[User]:
    """All who can still run the shop; locked, so that two of them are not let go at once."""
    statement = (
        select(User)
        .where(col(User.role) == Role.ADMIN, col(User.is_active))
        .order_by(col(User.id))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return list((await session.execute(statement)).scalars())


async def find_page(
    session: ReadSession, *, matching: AccountFilter, place: AccountPlace
) -> AccountPage:
    """Newest first; closed accounts are nobody's any more and not listed."""
    conditions = _conditions(matching)
    total = await session.scalar(select(func.count()).select_from(User).where(*conditions))
    rows = await session.execute(page_of(matching, place=place))
    return AccountPage(
        items=list(rows.scalars()), total=total or 0, limit=place.limit, offset=place.offset
    )


def page_of(matching: AccountFilter, *, place: AccountPlace) -> SelectOfScalar[User]:
    older = [] if place.before is None else [col(User.id) < place.before]
    return (
        select(User)
        .where(*_conditions(matching), *older)
        .order_by(col(User.id).desc())
        .limit(place.limit)
        .offset(place.offset)
    )


def _conditions(matching: AccountFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [col(User.closed_at).is_(None)]
    if matching.text:
        conditions.append(
            or_(
                col(User.email).icontains(matching.text, autoescape=True),
                col(User.username).icontains(matching.text, autoescape=True),
            )
        )
    if matching.role is not None:
        conditions.append(col(User.role) == matching.role)
    if matching.is_active is not None:
        conditions.append(col(User.is_active) == matching.is_active)
    if matching.ids:
        conditions.append(col(User.id).in_(matching.ids))
    return conditions
