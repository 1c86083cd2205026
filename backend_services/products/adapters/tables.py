from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR
from sqlalchemy.sql.elements import conv
from sqlmodel import Field, SQLModel

from backend_services.products.domain.movement import Cause
from backend_services.products.domain.reservation import ReservationState
from backend_services.products.domain.stock_level import LOW_AT_MOST
from backend_services.shared.audit.tables import add_audit_log
from backend_services.shared.db.base import new_registry
from backend_services.shared.messaging.tables import (
    add_dead_letters,
    add_inbox,
    add_outbox,
)
from backend_services.shared.money import Currency

_STATES = ", ".join(f"'{state}'" for state in ReservationState)
_CAUSES = ", ".join(f"'{cause}'" for cause in Cause)
_MOMENT: Any = DateTime(timezone=True)
# What search reads: stems weighted by where they stand; a label for typos; all text for parts.
_WORDS = (
    "setweight(to_tsvector('english', name), 'A') || "
    "setweight(to_tsvector('english', coalesce(category, '')), 'B') || "
    "setweight(to_tsvector('english', coalesce(description, '')), 'C')"
)
_LABEL = "lower(name || ' ' || coalesce(category, '') || ' ' || sku)"
_TEXT = (
    "lower(name || ' ' || coalesce(category, '') || ' ' || sku || ' ' || coalesce(description, ''))"
)


def _trigrams(column: str) -> Index:
    return Index(
        f"ix_product_{column}",
        column,
        postgresql_using="gin",
        postgresql_ops={column: "gin_trgm_ops"},
    )


class ProductsTable(SQLModel, registry=new_registry()):
    pass


class Product(ProductsTable, table=True):
    """What staff may edit. Never locked by a buyer: whoever edits it locks its stock row first."""

    __table_args__ = (
        CheckConstraint("price_minor > 0", name="price_positive"),
        CheckConstraint("compare_at_price_minor > price_minor", name="compare_at_price_higher"),
        Index("ix_product_newest", text("created_at DESC"), text("id DESC")),
        Index("ix_product_search_words", "search_words", postgresql_using="gin"),
        _trigrams("search_label"),
        _trigrams("search_text"),
    )

    id: int | None = Field(default=None, primary_key=True)
    sku: str = Field(max_length=50, unique=True)
    name: str = Field(max_length=200, index=True)
    description: str | None = Field(default=None, max_length=1000)
    category: str | None = Field(default=None, max_length=100, index=True)
    price_minor: int = Field(sa_type=BigInteger, index=True)
    compare_at_price_minor: int | None = Field(default=None, sa_type=BigInteger)
    currency: str = Field(default=Currency.USD.value, max_length=3)
    image_file: str | None = Field(default=None, max_length=200)
    image_alt: str | None = Field(default=None, max_length=300)
    is_active: bool = Field(default=True)
    version: int = Field(default=1)  # of what staff edited last; stock has its own
    created_at: datetime = Field(sa_type=_MOMENT)
    updated_at: datetime = Field(sa_type=_MOMENT)
    # Read whole with every card and written whole under the stock row's lock; a table of its own
    # would be a join in the hottest read. `image_file` and `image_alt` are the first one's.
    pictures: list[dict[str, Any]] = Field(
        default=[], sa_column=Column(JSONB, nullable=False, server_default=text("'[]'"))
    )
    search_words: Any = Field(
        default=None, sa_column=Column(TSVECTOR, Computed(_WORDS, persisted=True))
    )
    search_label: Any = Field(
        default=None, sa_column=Column(Text, Computed(_LABEL, persisted=True))
    )
    search_text: Any = Field(default=None, sa_column=Column(Text, Computed(_TEXT, persisted=True)))


class Stock(ProductsTable, table=True):
    """The books of one product: what is there, and what of it is set aside."""

    __table_args__ = (
        # The last wall: whatever the code above gets wrong, no unit is sold twice.
        CheckConstraint("reserved BETWEEN 0 AND on_hand", name=conv("stock_never_oversold")),
        # Its column changes only at the edge of low, so that all other updates stay HOT; an index
        # over on_hand or reserved would end that for each unit sold.
        Index("ix_stock_low", "product_id", postgresql_where=text("is_low")),
        {"postgresql_with": {"fillfactor": 50}},  # HOT updates stay on the page
    )

    # bigint: units given back may lift a full int32 over its edge
    product_id: int = Field(sa_column_args=(ForeignKey("product.id"),), primary_key=True)
    on_hand: int = Field(sa_type=BigInteger)
    reserved: int = Field(default=0, sa_type=BigInteger)
    # Sequence of the product's events. Here because every change that tells of itself writes this
    # row anyway: a counter on the product would be a second hot row.
    version: int = Field(default=1, sa_type=BigInteger)
    is_low: Any = Field(
        default=None,
        sa_column=Column(
            Boolean,
            Computed(f"on_hand - reserved <= {LOW_AT_MOST}", persisted=True),
            nullable=False,
        ),
    )


class StockMovement(ProductsTable, table=True):
    """The ledger: each change of a product's books, in order. Append-only, by a trigger."""

    __tablename__: ClassVar[Any] = "stock_movement"
    __table_args__ = (
        CheckConstraint(f"cause IN ({_CAUSES})", name="cause_known"),
        Index(
            "ix_stock_movement_key",
            "actor_user_id",
            "idempotency_key",
            unique=True,
            postgresql_where=text("idempotency_key IS NOT NULL"),
        ),
    )

    product_id: int = Field(foreign_key="stock.product_id", primary_key=True)
    version: int = Field(sa_type=BigInteger, primary_key=True)  # the stock row's after it
    at: datetime = Field(sa_type=_MOMENT)
    cause: str = Field(max_length=16)
    on_hand_change: int = Field(sa_type=BigInteger)
    reserved_change: int = Field(sa_type=BigInteger)
    on_hand: int = Field(sa_type=BigInteger)  # after it
    reserved: int = Field(sa_type=BigInteger)  # after it
    reservation_id: UUID | None = None  # None: several at once, or none
    actor_user_id: int | None = None  # None: the shop itself
    reason: str | None = Field(default=None, max_length=200)
    idempotency_key: str | None = Field(default=None, max_length=128)


class ProductPrice(ProductsTable, table=True):
    """Each price a product ever had, from the moment on that it had it. Append-only."""

    __tablename__: ClassVar[Any] = "product_price"

    product_id: int = Field(foreign_key="product.id", primary_key=True)
    version: int = Field(primary_key=True)  # the product's after it
    price_minor: int = Field(sa_type=BigInteger)
    compare_at_price_minor: int | None = Field(default=None, sa_type=BigInteger)
    currency: str = Field(max_length=3)
    at: datetime = Field(sa_type=_MOMENT)
    actor_user_id: int | None = None


class ProductImport(ProductsTable, table=True):
    """An import of a file: written apart from it, so that others see how far it is."""

    __tablename__: ClassVar[Any] = "product_import"
    __table_args__ = (
        CheckConstraint("state IN ('running', 'done', 'failed')", name="state_known"),
    )

    id: UUID = Field(primary_key=True)  # minted by whoever sends the file: sent twice, done once
    digest: bytes = Field(sa_type=LargeBinary)  # SHA-256 of the file
    attempt: int = Field(default=1)  # the one that is at work; whoever lost it must not commit
    state: str = Field(max_length=20)
    lines: int
    written: int = Field(default=0)
    created: int = Field(default=0)
    updated: int = Field(default=0)
    unchanged: int = Field(default=0)
    reason: str | None = Field(default=None, max_length=200)
    actor_user_id: int | None = None
    started_at: datetime = Field(sa_type=_MOMENT)
    told_at: datetime = Field(sa_type=_MOMENT)


class Reservation(ProductsTable, table=True):
    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="state_known"),
        Index("ix_reservation_due", "expires_at", postgresql_where=text("state = 'held'")),
    )

    id: UUID = Field(primary_key=True)  # minted by orders: the PUT is idempotent
    state: str = Field(max_length=20)
    expires_at: datetime = Field(sa_type=_MOMENT)
    created_at: datetime = Field(sa_type=_MOMENT)
    version: int = Field(default=1)  # sequence of the reservation's events


class ReservationLine(ProductsTable, table=True):
    """Quantity and snapshot: a repeated PUT answers what the first one answered."""

    __tablename__: ClassVar[Any] = "reservation_line"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("price_minor > 0", name="price_positive"),
    )

    reservation_id: UUID = Field(foreign_key="reservation.id", primary_key=True)
    # The stock row and not the product's: a new SKU locks the product FOR UPDATE, which waits for
    # the key-share lock that a foreign key takes.
    product_id: int = Field(foreign_key="stock.product_id", primary_key=True)
    quantity: int
    sku: str = Field(max_length=50)
    name: str = Field(max_length=200)
    price_minor: int = Field(sa_type=BigInteger)
    currency: str = Field(max_length=3)
    image_file: str | None = Field(default=None, max_length=200)


metadata = ProductsTable.metadata
# For hot reads: selecting from plain tables costs half of what mapped attributes cost.
PRODUCT: Final = metadata.tables["product"]
STOCK: Final = metadata.tables["stock"]
MOVEMENT: Final = metadata.tables["stock_movement"]
PRICE: Final = metadata.tables["product_price"]
IMPORT: Final = metadata.tables["product_import"]
AUDIT_LOG: Final = add_audit_log(metadata)
add_outbox(metadata)
add_inbox(metadata)
add_dead_letters(metadata)
