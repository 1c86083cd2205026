"""The gateway's answers as they travel; only the fields the screens need."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints

# A decimal string, never a float.
Amount = Annotated[str, StringConstraints(pattern=r"^-?\d{1,12}(\.\d{1,4})?$")]


class Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class VariantOut(Wire):
    width: int
    url: str


class PictureOut(Wire):
    id: int | str
    alt: str = ""
    width: int | None = None  # pixels; unknown of those that came with the demo
    url: str
    variants: list[VariantOut] = []


class ProductFacts(Wire):
    """What everybody is told of a product, beside its pictures."""

    id: int
    name: str
    description: str | None = None
    price: Amount
    compare_at_price: Amount | None = None
    currency: str = "USD"
    stock_quantity: int
    sku: str
    category: str | None = None
    is_active: bool = True
    image_url: str | None = None
    image_alt: str | None = None


class ProductOut(ProductFacts):
    pictures: list[PictureOut] = []


class ProductPage(Wire):
    items: list[ProductOut]
    total: int
    next_cursor: str | None = None


class ProductList(Wire):
    items: list[ProductOut]


class CategoryOut(Wire):
    name: str
    count: int


class CategoryList(Wire):
    items: list[CategoryOut]


class PriceRangeOut(Wire):
    min: Amount
    max: Amount


class InStockOut(Wire):
    count: int


class FacetsOut(Wire):
    categories: list[CategoryOut]
    price: PriceRangeOut | None = None
    in_stock: InStockOut
    total: int


class SuggestionOut(Wire):
    id: int
    name: str
    sku: str = ""
    category: str | None = None
    price: Amount
    currency: str = "USD"
    image_url: str | None = None
    image_alt: str | None = None


class SuggestionList(Wire):
    items: list[SuggestionOut]


class CartLineOut(Wire):
    product_id: int
    sku: str
    name: str
    price: Amount
    currency: str = "USD"
    image_url: str | None = None
    quantity: int
    subtotal: Amount
    stock_quantity: int | None = None
    problem: str | None = None
    message: str | None = None


class CartOut(Wire):
    items: list[CartLineOut]
    item_count: int
    total: Amount
    currency: str = "USD"
    is_checked: bool = True
    updated_at: datetime | None = None


class OrderLineOut(Wire):
    product_id: int
    product_name: str
    product_price: Amount
    quantity: int
    subtotal: Amount
    sku: str | None = None
    image_url: str | None = None


class OrderStepOut(Wire):
    status: str
    at: datetime
    reason: str | None = None


class OrderOut(Wire):
    id: int
    user_id: int
    user_email: str = ""
    status: str
    total_amount: Amount
    currency: str = "USD"
    created_at: datetime
    tracking_number: str | None = None
    carrier: str | None = None
    items: list[OrderLineOut]
    timeline: list[OrderStepOut] = []


class RestockRequestOut(Wire):
    product_id: int


class RestockRequestList(Wire):
    restock_requests: list[RestockRequestOut]


class TokensOut(Wire):
    access_token: str
    refresh_token: str
    expires_in: int  # seconds


class ProvidersOut(Wire):
    providers: list[str]


class UserOut(Wire):
    id: int
    email: str
    username: str
    role: str
    email_verified: bool = False
    pending_email: str | None = None
    has_password: bool = True


class SignInOut(Wire):
    id: UUID
    last_used_at: datetime
    user_agent: str | None = None
    is_current: bool = False
