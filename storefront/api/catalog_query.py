"""What a shopper wants to see of the catalogue; all of it stands in the page's address."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final
from urllib.parse import parse_qs, urlencode

SORTS: Final = frozenset({"price", "-price", "created_at", "-created_at", "name", "-name"})
LONGEST_SEARCH: Final = 100  # characters
LONGEST_CATEGORY: Final = 100  # characters
MOST_CATEGORIES: Final = 20
MOST_PARAMETERS: Final = 60  # more than every filter at once
PAGE: Final = 24  # things; divisible by 2, 3 and 4: every grid ends in a full row
PRICE: Final = re.compile(r"\d{1,7}(\.\d{1,2})?", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class CatalogQuery:
    text: str = ""
    categories: tuple[str, ...] = ()
    min_price: str = ""  # decimal, as `max_price`
    max_price: str = ""
    is_in_stock: bool = False
    sort: str = ""  # empty: what fits best when something is searched, else the newest

    @classmethod
    def parse(cls, query: str) -> "CatalogQuery":
        """Read the part of an address behind its `?`; what makes no sense is left out."""
        try:
            found = parse_qs(query, max_num_fields=MOST_PARAMETERS)
        except ValueError:
            return cls()
        sort = _first(found, "sort")
        categories = (_tidy(name)[:LONGEST_CATEGORY] for name in found.get("category", ()))
        return cls(
            text=_tidy(_first(found, "q"))[:LONGEST_SEARCH].strip(),
            categories=tuple(dict.fromkeys(name for name in categories if name))[:MOST_CATEGORIES],
            is_in_stock=_first(found, "in_stock") == "1",
            sort=sort if sort in SORTS else "",
        ).between(price_of(_first(found, "min_price")), price_of(_first(found, "max_price")))

    @property
    def href(self) -> str:
        query = urlencode(
            [
                *([("q", self.text)] if self.text else []),
                *(("category", name) for name in self.categories),
                *([("min_price", self.min_price)] if self.min_price else []),
                *([("max_price", self.max_price)] if self.max_price else []),
                *([("in_stock", "1")] if self.is_in_stock else []),
                *([("sort", self.sort)] if self.sort else []),
            ]
        )
        return f"/products?{query}" if query else "/products"

    def at_page(self, number: int) -> str:
        """The address of the list from that page on."""
        if number <= 1:
            return self.href
        return f"{self.href}{'?' if self.href == '/products' else '&'}page={number}"

    @property
    def parameters(self) -> Mapping[str, str | bool | Sequence[str]]:
        """The same in the gateway's words; without an order."""
        wanted: dict[str, str | bool | Sequence[str]] = {}
        if self.text:
            wanted["q"] = self.text
        if self.categories:
            wanted["category"] = self.categories
        if self.min_price:
            wanted["min_price"] = self.min_price
        if self.max_price:
            wanted["max_price"] = self.max_price
        if self.is_in_stock:
            wanted["in_stock"] = True
        return wanted

    @property
    def has_filters(self) -> bool:
        return bool(self.categories or self.min_price or self.max_price or self.is_in_stock)

    @property
    def without_filters(self) -> "CatalogQuery":
        return CatalogQuery(text=self.text, sort=self.sort)

    def toggling(self, category: str) -> "CatalogQuery":
        kept = tuple(name for name in self.categories if name != category)
        is_new = len(kept) == len(self.categories)
        return replace(self, categories=(*kept, category) if is_new else kept)

    def between(self, low: str, high: str) -> "CatalogQuery":
        """With a price range; turned round when the lower one was typed as the higher."""
        if low and high and Decimal(low) > Decimal(high):
            low, high = high, low
        return replace(self, min_price=low, max_price=high)


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Which part of its list an address shows."""

    page: int = 1  # the first of it
    count: int = 0  # how much was on the screen when the address was left; 0: it does not say

    @classmethod
    def parse(cls, query: str) -> "Stretch":
        try:
            found = parse_qs(query, max_num_fields=MOST_PARAMETERS)
        except ValueError:
            return cls()
        return cls(page=max(1, _whole(_first(found, "page"))), count=_whole(_first(found, "show")))

    @property
    def start(self) -> int:
        """How much of the list comes before it."""
        return (self.page - 1) * PAGE


def _whole(text: str) -> int:
    """0 when it is no number that makes sense."""
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) < len("10000") else 0


def price_of(text: str) -> str:
    """A price as people type it: `9`, `$ 9.50`, `9,50`; "" when it is none."""
    plain = text.strip().lstrip("$€£").strip().replace(",", ".")
    return plain if PRICE.fullmatch(plain) else ""


def _first(found: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(found.get(name, ())), "")


def _tidy(text: str) -> str:
    """Without what no shop can be asked for: control characters, NUL first of all."""
    return "".join(each if each.isprintable() else " " for each in text).strip()
