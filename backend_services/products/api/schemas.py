"""What the API takes and shows of products.

What comes in is normalised first and judged after. What goes out is another model: a rule for new
products must never make an old one unreadable.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Annotated, Any, cast
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, field_validator
from pydantic.json_schema import SkipJsonSchema

from backend_services.products.domain.catalog import (
    CatalogFilter,
    CatalogQuery,
    Cursor,
    InvalidCursor,
    Visibility,
    parse_sort,
)
from backend_services.products.domain.product import PRICE_MAX_MINOR, NewProduct, ProductChanges
from backend_services.shared.db.limits import INT32_MAX, RowId, storable
from backend_services.shared.http.wire import WireTime
from backend_services.shared.money import Money


def stripped(value: Any) -> Any:  # noqa: ANN401 - sees whatever was sent
    return value.strip() if isinstance(value, str) else value


def _stripped_or_none(value: Any) -> Any:  # noqa: ANN401 - as above
    return (value.strip() or None) if isinstance(value, str) else value


def _upper(value: Any) -> Any:  # noqa: ANN401 - as above
    return value.strip().upper() if isinstance(value, str) else value


def _split(value: Any) -> Any:  # noqa: ANN401 - as above
    """`1,2,3` and repeated parameters alike."""
    if not isinstance(value, list):
        return value
    return [part for item in cast("list[str]", value) for part in item.split(",")]


_Storable = AfterValidator(storable)

# The order matters: `upper()` may lengthen a text, so lengths are checked after it.
Sku = Annotated[str, Field(min_length=3, max_length=50), _Storable, BeforeValidator(_upper)]
Name = Annotated[str, Field(min_length=3, max_length=200), _Storable, BeforeValidator(stripped)]
Description = Annotated[
    Annotated[str, Field(max_length=1000), _Storable] | None, BeforeValidator(_stripped_or_none)
]
Category = Annotated[
    Annotated[str, Field(max_length=100), _Storable] | None, BeforeValidator(_stripped_or_none)
]
SearchText = Category
Price = Annotated[
    Decimal,
    Field(gt=0, le=Money(PRICE_MAX_MINOR).to_decimal(), decimal_places=2, examples=["29.99"]),
]
PriceBound = Annotated[
    Decimal,
    Field(ge=0, le=Money(PRICE_MAX_MINOR).to_decimal(), decimal_places=2, examples=["29.99"]),
]
StockQuantity = Annotated[int, Field(ge=0, le=INT32_MAX)]
ProductIds = Annotated[list[RowId], Field(min_length=1, max_length=100), BeforeValidator(_split)]


class ProductIn(BaseModel):
    """A whole product: to create, or to replace all that can be replaced."""

    name: Name
    description: Description = None
    price: Price
    stock_quantity: StockQuantity
    sku: Sku
    category: Category = None
    is_active: bool = True
    compare_at_price: Price | None = None

    def to_new_product(self) -> NewProduct:
        return NewProduct(
            sku=self.sku,
            name=self.name,
            price=Money.parse(self.price),
            stock_quantity=self.stock_quantity,
            description=self.description,
            category=self.category,
            compare_at_price=_money(self.compare_at_price),
            is_active=self.is_active,
        )

    def to_changes(self) -> ProductChanges:
        return to_changes(self.model_dump(exclude={"stock_quantity"}))


class ProductPatch(BaseModel):
    """Any subset; what is not named stays as it is. Null is for what may be empty."""

    name: Name | SkipJsonSchema[None] = None
    description: Description = None
    price: Price | SkipJsonSchema[None] = None
    stock_quantity: StockQuantity | SkipJsonSchema[None] = None
    sku: Sku | SkipJsonSchema[None] = None
    category: Category = None
    is_active: bool | SkipJsonSchema[None] = None
    compare_at_price: Price | None = None

    @field_validator("name", "price", "stock_quantity", "sku", "is_active", mode="before")
    @classmethod
    def _not_null(cls, value: Any) -> Any:  # noqa: ANN401 - sees whatever was sent
        if value is None:
            msg = "must not be null"
            raise ValueError(msg)
        return value

    def to_changes(self) -> ProductChanges:
        return to_changes(self.model_dump(exclude_unset=True, exclude={"stock_quantity"}))


class CatalogFilters(BaseModel):
    """What narrows the list; the facets take the same."""

    category: list[SearchText] = Field(
        default=[], max_length=50, description="exactly this one; several: any of them"
    )
    is_active: bool | None = Field(default=None, description="guests and customers see active ones")
    name: SearchText = Field(default=None, description="occurs in the name")
    q: SearchText = Field(
        default=None,
        description="each word occurs in name, SKU, category or description, or resembles one",
    )
    min_price: PriceBound | None = None
    max_price: PriceBound | None = None
    in_stock: bool | None = Field(default=None, description="false: what is sold out")

    def to_filter(self, visibility: Visibility) -> CatalogFilter:
        """Read the parameters.

        Raises:
            PriceRangeEmpty: `max_price` is lower than `min_price`.
        """
        return CatalogFilter(
            visibility=visibility,
            is_active=self.is_active,
            categories=tuple(one for one in self.category if one is not None),
            name=self.name,
            min_price_minor=_minor(self.min_price),
            max_price_minor=_minor(self.max_price),
            in_stock=self.in_stock,
            text=self.q or "",
        )


class CatalogParams(CatalogFilters):
    limit: int = Field(default=20, ge=1, le=100)
    offset: int = Field(default=0, ge=0, le=INT32_MAX)
    cursor: str | None = Field(
        default=None,
        max_length=2000,
        description="a page's `next_cursor`: continue after it; with the same order and filters",
    )
    sort_by: str | None = Field(
        default=None,
        max_length=50,
        description="-created_at when left out; with `q` the best matches, as `relevance`",
        examples=["price", "-price", "created_at", "-created_at", "name", "-name", "relevance"],
    )

    def to_query(self, visibility: Visibility) -> CatalogQuery:
        """Read the parameters.

        Raises:
            InvalidSort: `sort_by` is none that we know.
            InvalidCursor: no cursor, one of another order, or one beside an offset.
            PriceRangeEmpty: `max_price` is lower than `min_price`.
        """
        matching = self.to_filter(visibility)
        sort = parse_sort(self.sort_by, is_search=bool(matching.words))
        if self.cursor is not None and self.offset:
            raise InvalidCursor("cursor: give either a cursor or an offset")
        return CatalogQuery(
            matching=matching,
            limit=self.limit,
            offset=self.offset,
            sort=sort,
            after=None if self.cursor is None else Cursor.decode(self.cursor, sort=sort),
        )


class VariantOut(BaseModel):
    width: int = Field(description="px")
    url: str = Field(examples=["/media/4f1c…-640.webp"])


class PictureOut(BaseModel):
    """As domain/picture.py writes it."""

    id: UUID
    alt: str = Field(description="for those who do not see it")
    width: int | None
    height: int | None
    url: str = Field(description="the widest")
    variants: list[VariantOut]


class ProductOut(BaseModel):
    """As adapters/catalog.py writes it."""

    name: str
    description: str | None
    price: str = Field(examples=["29.99"])
    stock_quantity: int = Field(description="what can be bought now")
    sku: str
    category: str | None
    id: int
    is_active: bool
    created_at: WireTime
    updated_at: WireTime
    currency: str = Field(examples=["USD"])
    image_url: str | None = Field(examples=["/media/teapot.webp"])
    image_alt: str | None
    compare_at_price: str | None = Field(description="the price that is struck through")
    pictures: list[PictureOut]
    version: str = Field(description="its `ETag` without the quotes", examples=["3.17"])


class ProductPage(BaseModel):
    items: list[ProductOut]
    total: int
    limit: int
    offset: int
    next_cursor: str | None = Field(description="null: this was the last page")


class ProductsOut(BaseModel):
    items: list[ProductOut]


class CategoryOut(BaseModel):
    name: str
    count: int
    in_stock: int = Field(description="of them")


class CategoriesOut(BaseModel):
    items: list[CategoryOut]


class PriceRangeOut(BaseModel):
    min: str
    max: str


class InStockOut(BaseModel):
    count: int


class FacetsOut(BaseModel):
    """Each facet ignores its own filter and keeps the others."""

    categories: list[CategoryOut]
    price: PriceRangeOut | None
    in_stock: InStockOut
    total: int = Field(description="with all filters")


class SuggestionOut(BaseModel):
    id: int
    name: str
    sku: str
    category: str | None
    price: str
    currency: str
    image_url: str | None
    image_alt: str | None


class SuggestionsOut(BaseModel):
    items: list[SuggestionOut]


class PriceOut(BaseModel):
    price: str
    compare_at_price: str | None
    currency: str
    at: WireTime = Field(description="from then on")
    actor_user_id: int | None


class PricesOut(BaseModel):
    items: list[PriceOut]

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]]) -> "PricesOut":
        return cls(items=[_price_out(row) for row in rows])


def _price_out(row: Mapping[str, Any]) -> PriceOut:
    compare_at = row["compare_at_price_minor"]
    return PriceOut(
        price=str(Money(row["price_minor"])),
        compare_at_price=None if compare_at is None else str(Money(compare_at)),
        currency=row["currency"],
        at=row["at"],
        actor_user_id=row["actor_user_id"],
    )


def _minor(price: Decimal | None) -> int | None:
    return None if price is None else Money.parse(price).minor


def to_changes(fields: dict[str, Any]) -> ProductChanges:
    for name in ("price", "compare_at_price"):
        if name in fields:
            money = _money(fields.pop(name))
            fields[f"{name}_minor"] = None if money is None else money.minor
    return cast("ProductChanges", fields)


def _money(price: Decimal | None) -> Money | None:
    return None if price is None else Money.parse(price)
