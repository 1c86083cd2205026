from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Enum,
    Identity,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from backend_services.shared.db.base import new_registry
from backend_services.shared.http.tokens import Role
from backend_services.shared.messaging.tables import add_outbox
from backend_services.users.domain.one_time_link import Purpose

_MOMENT: Any = DateTime(timezone=True)


def _values(of: type[StrEnum]) -> list[str]:
    return [member.value for member in of]


def _word(of: type[StrEnum], *, name: str) -> Any:  # noqa: ANN401 - SQLModel wants a type where SQLAlchemy takes an instance
    """A StrEnum stored as its value, with a CHECK of that name."""
    return Enum(
        of,
        name=name,
        native_enum=False,
        length=16,
        create_constraint=True,
        values_callable=_values,
    )


class UsersTable(SQLModel, registry=new_registry()):
    pass


class User(UsersTable, table=True):
    __tablename__: ClassVar[Any] = "users"
    __table_args__: ClassVar[Any] = (
        # What staff search for parts of; one index for both: a search asks for either.
        Index(
            "ix_users_email_username_parts",
            "email",
            "username",
            postgresql_using="gin",
            postgresql_ops={"email": "gin_trgm_ops", "username": "gin_trgm_ops"},
        ),
    )

    id: int = Field(primary_key=True)
    email: str = Field(max_length=255, unique=True)
    username: str = Field(max_length=50, unique=True)
    password_hash: str | None = Field(default=None, max_length=255)  # None: no password set
    role: Role = Field(default=Role.CUSTOMER, sa_type=_word(Role, name="role_known"))
    is_active: bool = True
    version: int = Field(default=1, sa_type=BigInteger)  # the sequence of the user's events
    created_at: datetime = Field(sa_type=_MOMENT)
    updated_at: datetime = Field(sa_type=_MOMENT)
    email_verified_at: datetime | None = Field(default=None, sa_type=_MOMENT)
    pending_email: str | None = Field(default=None, max_length=255)  # until its link is used
    closed_at: datetime | None = Field(default=None, sa_type=_MOMENT)  # by its owner, for good

    @property
    def email_verified(self) -> bool:
        return self.email_verified_at is not None

    @property
    def has_password(self) -> bool:
        return self.password_hash is not None


class SignIn(UsersTable, table=True):
    """One sign-in on one device: the family of the refresh tokens that follow each other."""

    __tablename__: ClassVar[Any] = "sign_ins"
    __table_args__ = (Index(None, "user_id"), Index(None, "expires_at"))

    id: UUID = Field(primary_key=True)
    user_id: int = Field(foreign_key="users.id", ondelete="CASCADE")
    started_at: datetime = Field(sa_type=_MOMENT)
    last_used_at: datetime = Field(sa_type=_MOMENT)  # when it last got new tokens
    user_agent: str | None = Field(default=None, max_length=200)  # as the browser calls itself
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


class OneTimeLink(UsersTable, table=True):
    """The secret in a mailed link: it proves that whoever uses it reads that mailbox."""

    __tablename__: ClassVar[Any] = "one_time_links"
    __table_args__ = (Index(None, "user_id", "purpose", "created_at"), Index(None, "expires_at"))

    digest: bytes = Field(primary_key=True)  # SHA-256; the secret itself is not kept here
    user_id: int = Field(foreign_key="users.id", ondelete="CASCADE")
    purpose: Purpose = Field(sa_type=_word(Purpose, name="purpose_known"))
    email: str = Field(max_length=255)  # the address that it was mailed to
    created_at: datetime = Field(sa_type=_MOMENT)
    expires_at: datetime = Field(sa_type=_MOMENT)
    used_at: datetime | None = Field(default=None, sa_type=_MOMENT)


class LoginFailures(UsersTable, table=True):
    """Wrong passwords of an address in the current window, whether it has an account or not."""

    __tablename__: ClassVar[Any] = "login_failures"
    __table_args__ = (Index(None, "started_at"),)

    account: bytes = Field(primary_key=True)  # SHA-256 of the address
    failures: int
    started_at: datetime = Field(sa_type=_MOMENT)  # of the window


class PasswordResetRequest(UsersTable, table=True):
    """Somebody forgot a password: written for any address, looked up afterwards.

    So a request takes as long for an unknown address as for a known one.
    """

    __tablename__: ClassVar[Any] = "password_reset_requests"
    __table_args__ = (
        Index(
            "ix_password_reset_requests_waiting",
            "id",
            postgresql_where=text("handled_at IS NULL"),
        ),
    )

    id: int = Field(sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    email: str = Field(max_length=255)
    request_id: str | None = Field(default=None, max_length=64)
    requested_at: datetime = Field(sa_type=_MOMENT)
    handled_at: datetime | None = Field(default=None, sa_type=_MOMENT)


class AuditEntry(UsersTable, table=True):
    """Who did what to which account. Only ever added to: a trigger refuses the rest."""

    __tablename__: ClassVar[Any] = "audit_log"
    __table_args__ = (Index(None, "subject_user_id", "id"), Index(None, "actor_user_id", "id"))

    id: int = Field(sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    at: datetime = Field(sa_type=_MOMENT)
    actor_user_id: int | None = None  # None: a command at the server
    actor_role: str | None = Field(default=None, max_length=16)
    action: str = Field(max_length=64)
    subject_user_id: int
    changes: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    request_id: str | None = Field(default=None, max_length=64)


class ProviderIdentity(UsersTable, table=True):
    """Whom an identity provider knows an account's owner as."""

    __tablename__: ClassVar[Any] = "identities"
    __table_args__ = (UniqueConstraint("provider", "user_id"),)

    provider: str = Field(primary_key=True, max_length=16)
    subject: str = Field(primary_key=True, max_length=255)
    user_id: int = Field(foreign_key="users.id", ondelete="CASCADE")
    linked_at: datetime = Field(sa_type=_MOMENT)


class HandoffCode(UsersTable, table=True):
    """A sign-in made at an identity provider, on its way to the shop that began it."""

    __tablename__: ClassVar[Any] = "handoff_codes"
    __table_args__ = (Index(None, "expires_at"),)

    digest: bytes = Field(primary_key=True)  # SHA-256; the code itself is not kept
    user_id: int = Field(foreign_key="users.id", ondelete="CASCADE")
    challenge: str = Field(max_length=43)  # S256 of a secret that only the shop's browser has
    expires_at: datetime = Field(sa_type=_MOMENT)


metadata = UsersTable.metadata
AUDIT_LOG: Final = metadata.tables["audit_log"]
add_outbox(metadata)
