from collections.abc import AsyncGenerator, Iterable
from typing import Any, Final

import reflex as rx

from storefront.api import catalog
from storefront.api.catalog import SORTS, CatalogQuery, ProductChange
from storefront.api.errors import GatewayError
from storefront.api.models import CategoryChip, ProductCard
from storefront.state.changes import changed_cards
from storefront.state.sentences import sentence
from storefront.state.server_only import server_only
from storefront.state.visitor import gateway_of, path_of, query_of, tab_of

PICKS: Final = 8
LONGEST_SEARCH: Final = 100  # characters

Events = AsyncGenerator[rx.event.EventSpec | None, None]


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
    async def load_home(self) -> Events:
        self.is_loading = not self.picks
        self.error = ""
        yield None
        await self._load_home()
        self.is_loading = False

    @rx.event
    async def load(self) -> Events:
        asked = self._read_address()
        self.is_loading = asked != self._wanted or not self.products
        self.query, self.category, self.sort = asked.text, asked.category, asked.sort
        self.error = ""
        yield None
        await self._load()
        self.is_loading = False

    @rx.event
    async def search(self, form_data: dict[str, Any]) -> rx.event.EventSpec:
        text = str(form_data.get("q") or "").strip()[:LONGEST_SEARCH]
        return rx.redirect(CatalogQuery(text=text).href)

    @rx.event
    async def choose_sort(self, value: str) -> rx.event.EventSpec:
        sort = value if value in SORTS else ""
        return rx.redirect(
            CatalogQuery(text=self.query, category=self.category, sort=sort).href, replace=True
        )

    @rx.event
    async def load_more(self) -> Events:
        if not self.has_more:
            return
        self.is_loading = True
        self.error = ""
        yield None
        await self._append()
        self.is_loading = False

    @rx.event
    async def retry(self) -> Events:
        self.is_loading = True
        self.error = ""
        yield None
        await (self._load_home() if path_of(self) == "/" else self._load())
        self.is_loading = False

    @server_only
    def hear(self, changes: Iterable[ProductChange]) -> None:
        """What the live feed tells of the products shown."""
        changes = tuple(changes)
        self.products = changed_cards(self.products, changes)
        self.picks = changed_cards(self.picks, changes)

    @property
    def _wanted(self) -> CatalogQuery:
        return CatalogQuery(text=self.query, category=self.category, sort=self.sort)

    def _read_address(self) -> CatalogQuery:
        sort = query_of(self, "sort")
        return CatalogQuery(
            text=query_of(self, "q")[:LONGEST_SEARCH],
            category=query_of(self, "category"),
            sort=sort if sort in SORTS else "",
        )

    async def _load_home(self) -> None:
        gateway = gateway_of(self)
        try:
            page = await catalog.browse(gateway, CatalogQuery(), limit=PICKS)
            self.categories = await catalog.categories(gateway, CatalogQuery())
        except GatewayError as error:
            self.error = sentence(error)
            return
        self.picks = page.products
        self._watch()

    async def _load(self) -> None:
        gateway = gateway_of(self)
        try:
            page = await catalog.browse(gateway, self._wanted)
            self.categories = await catalog.categories(gateway, self._wanted)
        except GatewayError as error:
            self.products = []
            self.has_more = False
            self.error = sentence(error)
            return
        self._show(page.products, total=page.total)

    async def _append(self) -> None:
        try:
            page = await catalog.browse(gateway_of(self), self._wanted, offset=len(self.products))
        except GatewayError as error:
            self.error = sentence(error)
            return
        # A product added meanwhile pushes the others one place down: none is shown twice.
        known = {card.id for card in self.products}
        fresh = [card for card in page.products if card.id not in known]
        self._show([*self.products, *fresh], total=page.total if fresh else len(known))

    def _show(self, products: list[ProductCard], *, total: int) -> None:
        self.products = products
        self.total = total
        self.has_more = len(products) < total
        self.shown_label = f"{len(products)} of {total}"
        self._watch()

    def _watch(self) -> None:
        shown = self.picks if path_of(self) == "/" else self.products
        tab_of(self).show("catalog", [card.id for card in shown])
