from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Enum, Index
from sqlmodel import Field, SQLModel

from backend_services.shared.db.base import new_registry
from backend_services.shared.http.tokens import Role
from backend_services.shared.messaging.tables import add_outbox

_MOMENT: Any = DateTime(timezone=True)


def _values(roles: type[Role]) -> list[str]:
    return [role.value for role in roles]


_ROLE: Any = Enum(
    Role,
    name="role_known",
    native_enum=False,
    length=16,
    create_constraint=True,
    values_callable=_values,
)


class UsersTable(SQLModel, registry=new_registry()):
    pass


class User(UsersTable, table=True):
    __tablename__: ClassVar[Any] = "users"

    id: int = Field(primary_key=True)
    email: str = Field(max_length=255, unique=True)
    username: str = Field(max_length=50, unique=True)
    password_hash: str | None = Field(default=None, max_length=255)  # None: no password set
    role: Role = Field(default=Role.CUSTOMER, sa_type=_ROLE)
    is_active: bool = True
    version: int = Field(default=1, sa_type=BigInteger)  # the sequence of the user's events
    created_at: datetime = Field(sa_type=_MOMENT)
    updated_at: datetime = Field(sa_type=_MOMENT)


class SignIn(UsersTable, table=True):
    """One sign-in on one device: the family of the refresh tokens that follow each other."""

    __tablename__: ClassVar[Any] = "sign_ins"
    __table_args__ = (Index(None, "user_id"), Index(None, "expires_at"))

    id: UUID = Field(primary_key=True)
    user_id: int = Field(foreign_key="users.id", ondelete="CASCADE")
    started_at: datetime = Field(sa_type=_MOMENT)
    expires_at: datetime = Field(sa_type=_MOMENT)  # of its newest token
    revoked_at: datetime | None = Field(default=None, sa_type=_MOMENT)


class RefreshToken(UsersTable, table=True):
    __tablename__: ClassVar[Any] = "refresh_tokens"
    __table_args__ = (Index(None, "sign_in_id"),)

    digest: bytes = Field(primary_key=True)  # SHA-256; the secret itself is never stored
    sign_in_id: UUID = Field(foreign_key="sign_ins.id", ondelete="CASCADE")
    issued_at: datetime = Field(sa_type=_MOMENT)
    expires_at: datetime = Field(sa_type=_MOMENT)
    used_at: datetime | None = Field(default=None, sa_type=_MOMENT)


metadata = UsersTable.metadata
add_outbox(metadata)
