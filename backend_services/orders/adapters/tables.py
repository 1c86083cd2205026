from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from backend_services.orders.domain.actor import ActorKind
from backend_services.orders.domain.states import OrderStatus
from backend_services.shared.db.base import new_registry
from backend_services.shared.messaging.tables import (
    add_dead_letters,
    add_inbox,
    add_outbox,
)

_MOMENT: Final = DateTime(timezone=True)
# The key is claimed first, so that of two twins only one writes an order.
_WRITTEN_AFTER_ITS_KEY: Final = ForeignKey(
    "orders.id", ondelete="CASCADE", deferrable=True, initially="DEFERRED"
)


def _one_of(column: str, values: Iterable[str]) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"


class OrdersTable(SQLModel, registry=new_registry()):
    pass


class OrderRow(OrdersTable, table=True):
    __tablename__ = "orders"  # pyright: ignore[reportAssignmentType] - SQLModel declares it as a function
    __table_args__ = (
        CheckConstraint(_one_of("status", OrderStatus), name="status"),
        CheckConstraint("total_minor >= 0", name="total"),
        # A person's list, newest first, and everybody's.
        Index("ix_orders_user_id_created_at_id", "user_id", "created_at", "id"),
        Index("ix_orders_created_at_id", "created_at", "id"),
        Index("ix_orders_total_minor_id", "total_minor", "id"),
        # What staff search for parts of.
        Index(
            "ix_orders_user_email_parts",
            "user_email",
            postgresql_using="gin",
            postgresql_ops={"user_email": "gin_trgm_ops"},
        ),
        Index(
            "ix_orders_cart_begun_at",
            "cart_begun_at",
            postgresql_where=text("cart_begun_at IS NOT NULL"),
        ),
        # What the sweeper looks for.
        Index("ix_orders_placing", "created_at", postgresql_where=text("status = 'placing'")),
    )

    id: int | None = Field(default=None, primary_key=True)
    uid: UUID = Field(unique=True)  # of its reservation in products
    user_id: int
    user_email: str = Field(sa_type=Text)
    status: str = Field(sa_type=Text)
    total_minor: int = Field(sa_type=BigInteger)  # 0 until products has said the prices
    currency: str = Field(sa_type=Text)
    requested: list[dict[str, Any]] = Field(sa_type=JSONB)
    empties_cart: bool
    cart_begun_at: datetime | None = Field(default=None, sa_type=_MOMENT)  # None: not from a cart
    rejection_reason: str | None = Field(default=None, sa_type=Text)
    version: int
    tracking_number: str | None = Field(default=None, sa_type=Text)
    carrier: str | None = Field(default=None, sa_type=Text)
    created_at: datetime = Field(sa_type=_MOMENT)
    updated_at: datetime = Field(sa_type=_MOMENT)


class OrderItemRow(OrdersTable, table=True):
    __tablename__ = "order_items"  # pyright: ignore[reportAssignmentType] - SQLModel declares it as a function
    __table_args__ = (
        CheckConstraint("price_minor >= 0", name="price"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("subtotal_minor = price_minor * quantity", name="subtotal"),
        # One index for both: a search asks for either.
        Index(
            "ix_order_items_sku_name_parts",
            "sku",
            "name",
            postgresql_using="gin",
            postgresql_ops={"sku": "gin_trgm_ops", "name": "gin_trgm_ops"},
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="orders.id", ondelete="CASCADE", index=True)
    product_id: int
    sku: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    price_minor: int = Field(sa_type=BigInteger)
    quantity: int
    subtotal_minor: int = Field(sa_type=BigInteger)
    image_url: str | None = Field(default=None, sa_type=Text)
    created_at: datetime = Field(sa_type=_MOMENT)


class OrderStepRow(OrdersTable, table=True):
    __tablename__ = "order_steps"  # pyright: ignore[reportAssignmentType] - SQLModel declares it as a function
    __table_args__ = (
        CheckConstraint(_one_of("status", OrderStatus), name="status"),
        CheckConstraint(_one_of("actor", ActorKind), name="actor"),
    )

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="orders.id", ondelete="CASCADE", index=True)
    status: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=_MOMENT)
    actor: str = Field(sa_type=Text)
    actor_id: int | None = None
    reason: str | None = Field(default=None, sa_type=Text)


class IdempotencyRow(OrdersTable, table=True):
    __tablename__ = "idempotency"  # pyright: ignore[reportAssignmentType] - SQLModel declares it as a function

    user_id: int = Field(primary_key=True)
    key: str = Field(primary_key=True, sa_type=Text)
    fingerprint: str = Field(sa_type=Text)
    order_id: int = Field(index=True, sa_column_args=(_WRITTEN_AFTER_ITS_KEY,))
    created_at: datetime = Field(sa_type=_MOMENT, index=True)


class CartRow(OrdersTable, table=True):
    __tablename__ = "carts"  # pyright: ignore[reportAssignmentType] - SQLModel declares it as a function
    __table_args__ = (
        CheckConstraint("(user_id IS NULL) <> (token_hash IS NULL)", name="one_owner"),
        Index("ix_carts_created_at", "created_at"),
        # What the sweeper looks for: guests who never came back.
        Index("ix_carts_guests", "updated_at", postgresql_where=text("token_hash IS NOT NULL")),
    )

    id: int | None = Field(default=None, primary_key=True)
    user_id: int | None = Field(default=None, unique=True)
    token_hash: str | None = Field(default=None, unique=True, sa_type=Text)
    created_at: datetime = Field(sa_type=_MOMENT)  # when its first line came, after it was empty
    updated_at: datetime = Field(sa_type=_MOMENT)


class CartItemRow(OrdersTable, table=True):
    __tablename__ = "cart_items"  # pyright: ignore[reportAssignmentType] - SQLModel declares it as a function
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"),)

    cart_id: int = Field(primary_key=True, foreign_key="carts.id", ondelete="CASCADE")
    product_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    quantity: int
    price_minor: int = Field(sa_type=BigInteger)  # when it was added
    currency: str = Field(sa_type=Text)
    sku: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    image_url: str | None = Field(default=None, sa_type=Text)
    added_at: datetime = Field(sa_type=_MOMENT)


class AuditRow(OrdersTable, table=True):
    """What staff did to which order. Only ever added to: a trigger refuses the rest."""

    __tablename__ = "audit_log"  # pyright: ignore[reportAssignmentType] - SQLModel declares it as a function
    __table_args__ = (
        Index("ix_audit_log_order_id_id", "order_id", "id"),
        Index("ix_audit_log_actor_user_id_id", "actor_user_id", "id"),
    )

    id: int = Field(sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    at: datetime = Field(sa_type=_MOMENT)
    actor_user_id: int
    actor_role: str | None = Field(default=None, sa_type=Text)
    action: str = Field(sa_type=Text)
    order_id: int
    changes: dict[str, Any] = Field(sa_type=JSONB)
    request_id: str | None = Field(default=None, sa_type=Text)


metadata = OrdersTable.metadata
add_outbox(metadata)
add_inbox(metadata)
add_dead_letters(metadata)

ORDERS: Final = metadata.tables["orders"]
ORDER_ITEMS: Final = metadata.tables["order_items"]
ORDER_STEPS: Final = metadata.tables["order_steps"]
IDEMPOTENCY: Final = metadata.tables["idempotency"]
CARTS: Final = metadata.tables["carts"]
CART_ITEMS: Final = metadata.tables["cart_items"]
AUDIT_LOG: Final = metadata.tables["audit_log"]
