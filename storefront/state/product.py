from collections.abc import AsyncGenerator, Iterable

import reflex as rx

from storefront.api import catalog
from storefront.api.cart import LARGEST_QUANTITY
from storefront.api.catalog import ProductChange
from storefront.api.errors import GatewayError, Invalid, NotFound
from storefront.api.models import Picture, ProductCard, ProductDetail
from storefront.state.cart import CartState
from storefront.state.changes import changed, changed_cards, stock_note
from storefront.state.sentences import sentence
from storefront.state.server_only import server_only
from storefront.state.visitor import gateway_of, number_in_path, place_at, tab_of
from storefront.web.first_html import words
from storefront.web.first_html.trouble import trouble_of

Events = AsyncGenerator[rx.event.EventSpec | None, None]


class ProductState(rx.State):
    product: rx.Field[ProductDetail] = rx.field(default_factory=ProductDetail)
    related: rx.Field[list[ProductCard]] = rx.field(default_factory=list[ProductCard])
    picture: rx.Field[Picture] = rx.field(default_factory=Picture)
    place: rx.Field[int] = rx.field(0)
    quantity: rx.Field[int] = rx.field(1)
    is_loading: rx.Field[bool] = rx.field(default=True)
    is_missing: rx.Field[bool] = rx.field(default=False)
    error: rx.Field[str] = rx.field("")
    error_title: rx.Field[str] = rx.field("")
    price_note: rx.Field[str] = rx.field("")
    stock_note: rx.Field[str] = rx.field("")

    @rx.var  # pyright: ignore[reportUnknownMemberType]  # Reflex leaves its **kwargs untyped
    def page_title(self) -> str:
        title = words.NOT_HERE if self.is_missing else self.product.name
        return f"{title} · Vitrine" if title else "Vitrine"

    # Which address the page tells of.
    _told_at: str = ""

    @rx.var  # pyright: ignore[reportUnknownMemberType]  # Reflex leaves its **kwargs untyped
    def is_awake(self) -> bool:
        """Until then the page shows what was printed of it."""
        # `self.router` is written out: only what stands here does Reflex watch.
        return self._told_at == place_at(self.router.url)

    @rx.event
    async def load(self) -> Events:
        product_id = number_in_path(self)
        if product_id != self.product.id:
            # Not for a moment the goods of the page before.
            self.product = ProductDetail()
            self.picture, self.place = Picture(), 0
            self.related = []
            self.is_loading = True
        self.quantity = 1
        self.price_note = self.stock_note = ""
        yield None
        await self._load(product_id)
        self.is_loading = False
        self._told_at = place_at(self.router.url)

    @rx.event
    def increase(self) -> None:
        self._choose(self.quantity + 1)

    @rx.event
    def decrease(self) -> None:
        self._choose(self.quantity - 1)

    @rx.event
    def show_picture(self, place: int) -> None:
        """Behind the last one comes the first."""
        pictures = self.product.pictures
        if type(place) is int and pictures:
            self.place = place % len(pictures)
            self.picture = pictures[self.place]

    @rx.event
    async def add_to_cart(self) -> Events:
        cart = await self.get_state(CartState)
        async for event in cart.put(self.product.id, quantity=self.quantity):
            yield event
        if not cart.error:
            self.quantity = 1

    @rx.event
    async def retry(self) -> Events:
        self.is_loading = True
        yield None
        await self._load(number_in_path(self))
        await (await self.get_state(CartState)).look_again()
        self.is_loading = False

    @server_only
    def hear(self, changes: Iterable[ProductChange]) -> None:
        """What the live feed tells of the products shown."""
        changes = tuple(changes)
        self.related = changed_cards(self.related, changes)
        for change in changes:
            if change.id == self.product.id:
                self._take(change)

    async def _load(self, product_id: int | None) -> None:
        self.error = ""
        self.is_missing = product_id is None
        if product_id is None:
            return
        gateway = gateway_of(self)
        # Before asking, so that no change slips between the answer and the first news.
        tab_of(self).show("product", [product_id])
        try:
            self.product = await catalog.product(gateway, product_id)
            self.show_picture(self.place)
            self.related = await catalog.related(gateway, self.product)
        except (NotFound, Invalid):
            self.is_missing = True
        except GatewayError as error:
            self._stumble(error)
        tab_of(self).show("product", [product_id, *(card.id for card in self.related)])

    def _stumble(self, error: GatewayError) -> None:
        self.error_title = trouble_of(error).title
        self.error = sentence(error)

    def _take(self, change: ProductChange) -> None:
        before = self.product
        self.product = changed(before, change)
        if before.price != self.product.price:
            self.price_note = f"{before.price} → {self.product.price}, just now"
        if before.stock != self.product.stock:
            self.stock_note = stock_note(before.stock, self.product.stock)
        self._choose(self.quantity)

    def _choose(self, quantity: int) -> None:
        self.quantity = max(1, min(quantity, self.product.stock, LARGEST_QUANTITY))
