from collections.abc import AsyncGenerator, Iterable
from dataclasses import replace
from typing import Any, Final

import reflex as rx

from storefront.api import catalog
from storefront.api.applied_filters import applied_filters
from storefront.api.catalog import CatalogPage, ProductChange
from storefront.api.catalog_query import LONGEST_SEARCH, SORTS, CatalogQuery, Stretch, price_of
from storefront.api.errors import GatewayError
from storefront.api.formatting import counted
from storefront.api.front_window import front_window
from storefront.api.models import AppliedFilter, CategoryChip, Facets, ProductCard
from storefront.state import spoken
from storefront.state.changes import changed_cards
from storefront.state.forms import text_of
from storefront.state.leaving import change_query, focus_on
from storefront.state.sentences import sentence
from storefront.state.server_only import server_only
from storefront.state.visitor import gateway_of, path_of, place_at, raw_query_of, tab_of
from storefront.web.first_html import words
from storefront.web.first_html.trouble import trouble_of

PERHAPS: Final = 4  # for whoever found nothing
MOST_NAMED: Final = 3  # categories in a heading
NO_PRICE: Final = "Write a price in figures, like 20 or 9.50."

Events = AsyncGenerator[rx.event.EventSpec | None, None]


class CatalogState(rx.State):
    products: rx.Field[list[ProductCard]] = rx.field(default_factory=list[ProductCard])
    categories: rx.Field[list[CategoryChip]] = rx.field(default_factory=list[CategoryChip])
    facets: rx.Field[Facets] = rx.field(default_factory=Facets)
    filters: rx.Field[list[AppliedFilter]] = rx.field(default_factory=list[AppliedFilter])
    filter_count: rx.Field[int] = rx.field(0)
    clear_href: rx.Field[str] = rx.field("/products")
    # Another one for another list: its cards come anew instead of moving about.
    list_key: rx.Field[str] = rx.field("")
    total: rx.Field[int] = rx.field(0)
    page: rx.Field[int] = rx.field(1)  # where in its list the address begins
    first_href: rx.Field[str] = rx.field("/products")
    earlier_href: rx.Field[str] = rx.field("")
    is_past_end: rx.Field[bool] = rx.field(default=False)
    shown_label: rx.Field[str] = rx.field("")
    found_label: rx.Field[str] = rx.field("")
    query: rx.Field[str] = rx.field("")
    category: rx.Field[str] = rx.field("")  # or several, as a heading names them
    min_price: rx.Field[str] = rx.field("")
    max_price: rx.Field[str] = rx.field("")
    is_in_stock: rx.Field[bool] = rx.field(default=False)
    sort: rx.Field[str] = rx.field("")
    has_more: rx.Field[bool] = rx.field(default=False)
    is_loading: rx.Field[bool] = rx.field(default=True)
    error: rx.Field[str] = rx.field("")
    error_title: rx.Field[str] = rx.field("")
    price_error: rx.Field[str] = rx.field("")
    picks: rx.Field[list[ProductCard]] = rx.field(default_factory=list[ProductCard])
    newest: rx.Field[list[ProductCard]] = rx.field(default_factory=list[ProductCard])
    note: rx.Field[str] = rx.field("")  # of what has changed by itself

    # Which address the page tells of; what the list on the screen answers, and where it goes on.
    _told_at: str = ""
    _asked: tuple[CatalogQuery, int] | None = None
    _next_cursor: str = ""

    @rx.var  # pyright: ignore[reportUnknownMemberType]  # Reflex leaves its **kwargs untyped
    def page_title(self) -> str:
        title = f"“{self.query}”" if self.query else self.category or words.ALL_PRODUCTS
        return f"{words.at_page(title, self.page)} · Vitrine"

    @rx.var  # pyright: ignore[reportUnknownMemberType]  # Reflex leaves its **kwargs untyped
    def searched(self) -> str:
        """Of the address, not of the list: another text for the field empties what is typed.

        When a page wakes up, the state still says what the visitor saw last time.
        """
        return CatalogQuery.parse(self.router.url.query).text

    @rx.var  # pyright: ignore[reportUnknownMemberType]  # Reflex leaves its **kwargs untyped
    def is_awake(self) -> bool:
        """Until then the page shows what was printed of it."""
        # `self.router` is written out: only what stands here does Reflex watch.
        return self._told_at == place_at(self.router.url)

    @rx.event
    async def load_home(self) -> Events:
        self.is_loading = not self.picks
        self.error = self.note = ""
        yield None
        await self._load_home()
        self._wake_up()

    @rx.event
    async def load(self) -> Events:
        wanted, page = self._wanted, self._stretch.page
        self.is_loading = (wanted, page) != self._asked or not self.products
        self._take_over(wanted)
        self.page = page
        self.first_href = wanted.href
        self.earlier_href = wanted.at_page(page - 1) if page > 1 else ""
        self.error = self.price_error = self.note = ""
        yield None
        await self._load(wanted)
        self._wake_up()

    @rx.event
    async def search(self, form_data: dict[str, Any]) -> rx.event.EventSpec:
        text = text_of(form_data, "q")[:LONGEST_SEARCH].strip()
        return rx.redirect(CatalogQuery(text=text).href)

    @rx.event
    async def choose_sort(self, value: str) -> rx.event.EventSpec:
        sort = value if value in SORTS else ""
        return rx.redirect(replace(self._wanted, sort=sort).href, replace=True)

    @rx.event
    async def toggle_category(self, name: str) -> rx.event.EventSpec | None:
        known = {facet.name for facet in self.facets.categories}
        if name not in known:
            return None
        return rx.redirect(self._wanted.toggling(name).href)

    @rx.event
    async def toggle_stock(self) -> rx.event.EventSpec:
        wanted = self._wanted
        return rx.redirect(replace(wanted, is_in_stock=not wanted.is_in_stock).href)

    @rx.event
    async def choose_prices(self, form_data: dict[str, Any]) -> rx.event.EventSpec:
        typed = {name: text_of(form_data, name).strip() for name in ("min_price", "max_price")}
        wrong = [name for name, text in typed.items() if text and not price_of(text)]
        self.price_error = NO_PRICE if wrong else ""
        if wrong:
            return focus_on(wrong[0])
        low, high = (price_of(text) for text in typed.values())
        return rx.redirect(self._wanted.between(low, high).href)

    @rx.event
    async def load_more(self) -> Events:
        if not self.has_more:
            return
        self.is_loading = True
        self.error = ""
        yield None
        await self._append()
        self.is_loading = False
        if not self.error:
            # In the address, so that coming back, reloading and sharing show as much.
            yield change_query("show", str(len(self.products)))

    @rx.event
    async def retry(self) -> Events:
        self.is_loading = True
        self.error = ""
        yield None
        await (self._load_home() if path_of(self) == "/" else self._load(self._wanted))
        self.is_loading = False

    @server_only
    def hear(self, changes: Iterable[ProductChange]) -> None:
        """What the live feed tells of the products shown."""
        changes = tuple(changes)
        before = [*self.products, *self.picks, *self.newest]
        self.products = changed_cards(self.products, changes)
        self.picks = changed_cards(self.picks, changes)
        self.newest = changed_cards(self.newest, changes)
        after = {card.id: card for card in (*self.products, *self.picks, *self.newest)}
        self.note = spoken.of_goods(before, after.values())

    @property
    def _wanted(self) -> CatalogQuery:
        return CatalogQuery.parse(raw_query_of(self))

    @property
    def _stretch(self) -> Stretch:
        return Stretch.parse(raw_query_of(self))

    def _take_over(self, wanted: CatalogQuery) -> None:
        self.query, self.sort = wanted.text, wanted.sort
        self.category = ", ".join(wanted.categories[:MOST_NAMED])
        self.min_price, self.max_price = wanted.min_price, wanted.max_price
        self.is_in_stock = wanted.is_in_stock
        self.filters = applied_filters(wanted)
        self.filter_count = len(self.filters)
        self.clear_href = wanted.without_filters.href

    def _wake_up(self) -> None:
        self.is_loading = False
        self._told_at = place_at(self.router.url)

    async def _load_home(self) -> None:
        try:
            window = await front_window(gateway_of(self))
        except GatewayError as error:
            self._stumble(error)
            return
        self.newest, self.picks = window.newest, window.picks
        self.categories = window.categories
        self._watch()

    async def _load(self, wanted: CatalogQuery) -> None:
        gateway, stretch = gateway_of(self), self._stretch
        asked = (wanted, stretch.page)
        try:
            facets = await catalog.facets(gateway, wanted)
            # Last: what changes between this answer and `_watch` is heard of by nobody.
            page = await catalog.browse_far(gateway, wanted, stretch=stretch)
            if not page.products and not self.picks:
                # Something to go on with, for whoever found nothing.
                popular = await catalog.browse(gateway, CatalogQuery(), limit=PERHAPS)
                self.picks = popular.products
        except GatewayError as error:
            if asked != self._asked:
                # What is on the screen answers something else.
                self.products, self.has_more, self._asked = [], False, None
            self._stumble(error)
            return
        self.facets = facets
        self._asked = asked
        self.list_key = wanted.at_page(stretch.page)
        self._show(page)

    async def _append(self) -> None:
        start = self._stretch.start
        try:
            page = await catalog.browse(
                gateway_of(self),
                self._wanted,
                offset=start + len(self.products),
                cursor=self._next_cursor,
            )
        except GatewayError as error:
            self._stumble(error)
            return
        # A product added meanwhile pushes the others one place down: none is shown twice.
        known = {card.id for card in self.products}
        fresh = [card for card in page.products if card.id not in known]
        total = page.total if fresh else start + len(known)
        self._show(replace(page, products=[*self.products, *fresh], start=start, total=total))

    def _stumble(self, error: GatewayError) -> None:
        self.error_title = trouble_of(error).title
        self.error = sentence(error)

    def _show(self, page: CatalogPage) -> None:
        self.products = page.products
        self.total = page.total
        self._next_cursor = page.next_cursor
        self.has_more = bool(page.products) and page.end < page.total
        self.shown_label = page.label
        self.is_past_end = page.is_past_end
        self.found_label = counted(page.total, "thing") if page.total else "Nothing found"
        self._watch()

    def _watch(self) -> None:
        is_home = path_of(self) == "/"
        shown = [*self.picks, *self.newest] if is_home else self.products or self.picks
        tab_of(self).show("catalog", [card.id for card in shown])
