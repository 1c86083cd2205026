from typing import Any

import reflex as rx

from storefront.api.models import CategoryChip, ProductCard


class CatalogState(rx.State):
    products: rx.Field[list[ProductCard]] = rx.field(default_factory=list[ProductCard])
    categories: rx.Field[list[CategoryChip]] = rx.field(default_factory=list[CategoryChip])
    total: rx.Field[int] = rx.field(0)
    shown_label: rx.Field[str] = rx.field("")
    query: rx.Field[str] = rx.field("")
    category: rx.Field[str] = rx.field("")
    sort: rx.Field[str] = rx.field("")
    has_more: rx.Field[bool] = rx.field(default=False)
    is_loading: rx.Field[bool] = rx.field(default=True)
    error: rx.Field[str] = rx.field("")
    picks: rx.Field[list[ProductCard]] = rx.field(default_factory=list[ProductCard])

    @rx.event
    async def load_home(self) -> None:
        self.is_loading = False

    @rx.event
    async def load(self) -> None:
        self.is_loading = False

    @rx.event
    async def search(self, form_data: dict[str, Any]) -> None:
        del form_data

    @rx.event
    async def choose_sort(self, value: str) -> None:
        self.sort = value

    @rx.event
    async def load_more(self) -> None:
        self.is_loading = False

    @rx.event
    async def retry(self) -> None:
        self.error = ""
