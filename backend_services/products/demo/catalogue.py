"""The goods of the demo shop, read from catalogue.toml."""

import re
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from backend_services.shared.money import Money

_FILE: Final = Path(__file__).with_name("catalogue.toml")


def _dollars(text: str) -> Money:
    return Money.parse(text)


Dollars = Annotated[Money, BeforeValidator(_dollars)]


class DemoProduct(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    sku: str
    name: str
    description: str = Field(max_length=1000)
    category: str
    price: Dollars
    compare_at_price: Dollars | None = None
    stock: int = Field(ge=0)
    listed_days_ago: int = Field(ge=0)
    picture: str
    alt: str

    @property
    def slug(self) -> str:
        """The name as it may stand in an address: `Chef's knife` becomes `chefs-knife`."""
        return re.sub(r"[^a-z0-9]+", "-", self.name.lower().replace("'", "")).strip("-")

    @property
    def age(self) -> timedelta:
        return timedelta(days=self.listed_days_ago)


class _Catalogue(BaseModel):
    products: tuple[DemoProduct, ...]


def read_catalogue() -> tuple[DemoProduct, ...]:
    """The products, longest on the shelf first."""
    with _FILE.open("rb") as file:
        catalogue = _Catalogue.model_validate(tomllib.load(file))
    return tuple(sorted(catalogue.products, key=lambda product: product.age, reverse=True))
