"""The filters that are on, each as a chip that takes it off."""

from collections.abc import Iterator
from dataclasses import replace

from storefront.api.catalog_query import CatalogQuery
from storefront.api.formatting import money
from storefront.api.models import AppliedFilter

CURRENCY = "USD"


def applied_filters(query: CatalogQuery) -> list[AppliedFilter]:
    return list(_filters(query))


def _filters(query: CatalogQuery) -> Iterator[AppliedFilter]:
    for name in query.categories:
        yield AppliedFilter(label=name, href=query.toggling(name).href)
    if query.min_price or query.max_price:
        yield AppliedFilter(label=_price_label(query), href=query.between("", "").href)
    if query.is_in_stock:
        yield AppliedFilter(label="In stock", href=replace(query, is_in_stock=False).href)


def _price_label(query: CatalogQuery) -> str:
    low, high = (
        money(each, CURRENCY) if each else "" for each in (query.min_price, query.max_price)
    )
    if low and high:
        return f"{low} to {high}"
    return f"From {low}" if low else f"Up to {high}"
