import re
from dataclasses import replace
from typing import Any, Final

import reflex as rx

from storefront.api import staff_products
from storefront.api.errors import GatewayError, Invalid, NotFound
from storefront.api.staff_models import PriceLine, StaffProductDetail, StockLine
from storefront.state.file_sending import FileSending
from storefront.state.personal import personal
from storefront.state.staff_desk import Events, desk_of, staff_only, typed
from storefront.state.visitor import is_id, number_in_path, query_of

WORDS: Final = ("name", "sku", "price")
MAY_BE_EMPTY: Final = ("category", "description", "compare_at_price")
WHOLE: Final = re.compile(r"[+-]?\d{1,9}", re.ASCII)
UPLOAD: Final = "picture"
TAKE_OUT: Final = "take_out"
# The parts of a product's page.
WORDS_PART: Final = "words"
PICTURES_PART: Final = "pictures"
STOCK_PART: Final = "stock"
PRICES_PART: Final = "prices"
DEEDS_PART: Final = "deeds"
PICTURE_BYTES: Final = 10 * 1024 * 1024  # as the products service takes it
PICTURE_TOO_LARGE: Final = "The picture is too large: at most 10 MB are taken."


@personal
class StaffProductState(FileSending, rx.State):
    product: rx.Field[StaffProductDetail] = rx.field(default_factory=StaffProductDetail)
    stock_lines: rx.Field[list[StockLine]] = rx.field(default_factory=list[StockLine])
    price_lines: rx.Field[list[PriceLine]] = rx.field(default_factory=list[PriceLine])
    has_more_stock: rx.Field[bool] = rx.field(default=False)
    has_more_prices: rx.Field[bool] = rx.field(default=False)
    is_missing: rx.Field[bool] = rx.field(default=False)
    # Which part of the page the error is about.
    part: rx.Field[str] = rx.field(WORDS_PART)
    # What waits for a yes: TAKE_OUT or the id of a picture to be removed; empty: nothing.
    step: rx.Field[str] = rx.field("")
    # Of the product that a new one begins as.
    copied_from: rx.Field[str] = rx.field("")
    # How often the stock was changed here: then its form is empty again.
    counted: rx.Field[int] = rx.field(0)
    alt: rx.Field[str] = rx.field("")

    _stock_before: int = 0

    @rx.var  # pyright: ignore[reportUnknownMemberType]  # Reflex leaves its **kwargs untyped
    def page_title(self) -> str:
        return f"{self.product.name or 'Product'} · Staff"

    @rx.event
    @staff_only
    async def load(self) -> Events:
        if number_in_path(self) != self.product.id:
            self.product = StaffProductDetail()
            self.stock_lines, self.price_lines = [], []
        self.is_loading, self.error, self.is_missing = True, "", False
        self.upload_progress, self.step = 0, ""
        yield None
        yield await self._load(number_in_path(self) or 0)

    @rx.event
    @staff_only
    async def load_new(self) -> Events:
        """An empty form, or with `?copy=` one that begins as another product."""
        self.product, self.error, self.is_loading = StaffProductDetail(), "", False
        self.copied_from, self.part = "", WORDS_PART
        model = query_of(self, "copy")
        try:
            desk = await desk_of(self)
            if not WHOLE.fullmatch(model) or not is_id(int(model)):
                return
            found = await staff_products.get_product(desk, int(model))
        except GatewayError as error:
            yield self._explain(error)
            return
        self.copied_from = found.name
        self.product = replace(
            found, id=0, sku="", name=f"{found.name} (copy)", stock=0, pictures=[], version=""
        )

    @rx.event
    @staff_only
    async def save(self, form_data: dict[str, Any]) -> Events:
        """Create it, or change what staff write; the stock has its own form."""
        fields: dict[str, object] = {name: typed(form_data, name) for name in WORDS}
        fields |= {name: typed(form_data, name) or None for name in MAY_BE_EMPTY}
        is_new = not self.product.id
        self._begin_at(WORDS_PART)
        yield None
        try:
            desk = await desk_of(self)
            if is_new:
                # The copy of what is out of the shop is out of the shop too.
                opening = {
                    "stock_quantity": typed(form_data, "stock_quantity") or "0",
                    "is_active": self.product.is_active,
                }
                self.product = await staff_products.create(desk, {**fields, **opening})
                yield rx.redirect(self.product.href)
            else:
                self.product = await staff_products.change(
                    desk,
                    product_id=self.product.id,
                    fields=fields,
                    version=self.product.version,
                )
        except GatewayError as error:
            yield self._explain(error)
            return
        self.is_busy = False
        yield rx.toast.success(f"{self.product.name} is saved.")
        if not is_new:
            yield await self._load(self.product.id)

    @rx.event
    @staff_only
    async def look_again(self) -> Events:
        """Take what somebody else wrote; what was typed here goes."""
        yield await self._load(self.product.id)

    @rx.event
    @staff_only
    async def ask(self, step: str) -> None:
        """Ask before the product leaves the shop (TAKE_OUT), or a picture the product."""
        is_known = step == TAKE_OUT or self._has(step)
        self.error, self.step = "", step if is_known else ""

    @rx.event
    @staff_only
    async def never_mind(self) -> None:
        self.step = ""

    @rx.event
    @staff_only
    async def take_out(self) -> Events:
        """The yes."""
        if self.step == TAKE_OUT:
            yield await self._do("take_out")

    @rx.event
    @staff_only
    async def put_back(self) -> Events:
        yield await self._do("put_back")

    @rx.event
    @staff_only
    async def adjust_stock(self, form_data: dict[str, Any]) -> Events:
        change, reason = typed(form_data, "change"), typed(form_data, "why")
        self.part = STOCK_PART
        if not WHOLE.fullmatch(change) or int(change) == 0:
            self.error = "Say how many units come or go: 5, or -2."
            return
        self._begin()
        yield None
        try:
            await staff_products.adjust_stock(
                await desk_of(self), product_id=self.product.id, change=int(change), reason=reason
            )
        except GatewayError as error:
            yield self._explain(error)
            return
        self.counted += 1
        yield await self._load(self.product.id)

    @rx.event
    @staff_only
    async def more_stock(self) -> Events:
        """What happened to the stock before that."""
        if not self._stock_before:
            return
        self._begin_at(STOCK_PART)
        yield None
        try:
            page = await staff_products.stock_history(
                await desk_of(self), self.product.id, before=self._stock_before
            )
        except GatewayError as error:
            yield self._explain(error)
            return
        self.stock_lines = [*self.stock_lines, *page.lines]
        self._go_on_before(page.next_before)
        self.is_busy = False

    @rx.event
    @staff_only
    async def more_prices(self) -> Events:
        """What it cost before that."""
        if not self.has_more_prices:
            return
        self._begin_at(PRICES_PART)
        yield None
        try:
            page = await staff_products.price_history(
                await desk_of(self), self.product.id, skip=len(self.price_lines)
            )
        except GatewayError as error:
            yield self._explain(error)
            return
        self.price_lines = [*self.price_lines, *page.lines]
        self.has_more_prices, self.is_busy = page.has_more, False

    @rx.event
    @staff_only
    async def set_alt(self, words: str) -> None:
        self.alt = words[:200] if isinstance(words, str) else ""  # pyright: ignore[reportUnnecessaryIsInstance]  # browsers send what they like

    @rx.event
    @staff_only
    async def add_picture(self, files: list[rx.UploadFile]) -> Events:
        self._begin_at(PICTURES_PART)
        yield None
        try:
            desk = await desk_of(self)
            for file in files[:1]:
                content = await file.read(PICTURE_BYTES + 1)
                if len(content) > PICTURE_BYTES:
                    raise Invalid(PICTURE_TOO_LARGE)
                media_type = file.content_type or "application/octet-stream"
                await staff_products.add_picture(
                    desk,
                    product_id=self.product.id,
                    file=(file.name or "picture", content, media_type),
                    alt=self.alt.strip() or self.product.name,
                )
        except GatewayError as error:
            yield self._explain(error)
            return
        self.alt = ""
        yield await self._load(self.product.id)

    @rx.event
    @staff_only
    async def describe_picture(self, form_data: dict[str, Any]) -> Events:
        picture_id = typed(form_data, "id")
        if not self._has(picture_id):
            return
        self.part = PICTURES_PART
        try:
            await staff_products.describe_picture(
                await desk_of(self),
                product_id=self.product.id,
                picture_id=picture_id,
                alt=typed(form_data, "alt"),
            )
        except GatewayError as error:
            yield self._explain(error)
            return
        yield rx.toast.success("The words for the picture are saved.")
        yield await self._load(self.product.id)

    @rx.event
    @staff_only
    async def move_picture(self, picture_id: str) -> Events:
        """To the front: the shop shows that one first."""
        others = [one.id for one in self.product.pictures if one.id != picture_id]
        ids = [picture_id, *others]
        if not self._has(picture_id) or self.product.pictures[0].id == picture_id:
            return
        self.part = PICTURES_PART
        try:
            await staff_products.order_pictures(
                await desk_of(self), product_id=self.product.id, picture_ids=ids
            )
        except GatewayError as error:
            yield self._explain(error)
            return
        yield await self._load(self.product.id)

    @rx.event
    @staff_only
    async def remove_picture(self) -> Events:
        """The yes."""
        picture_id = self.step
        if not self._has(picture_id):
            return
        self.part = PICTURES_PART
        try:
            await staff_products.remove_picture(
                await desk_of(self), product_id=self.product.id, picture_id=picture_id
            )
        except GatewayError as error:
            yield self._explain(error)
            return
        yield await self._load(self.product.id)

    def _has(self, picture_id: object) -> bool:
        return any(picture.id == picture_id for picture in self.product.pictures)

    def _begin_at(self, part: str) -> None:
        self._begin()
        self.part = part

    def _go_on_before(self, line: int) -> None:
        self._stock_before, self.has_more_stock = line, bool(line)

    async def _do(self, deed: str) -> rx.event.EventSpec | None:
        self.part = DEEDS_PART
        deeds = {"take_out": staff_products.take_out, "put_back": staff_products.put_back}
        try:
            await deeds[deed](await desk_of(self), self.product.id)
        except GatewayError as error:
            return self._explain(error)
        return await self._load(self.product.id)

    async def _load(self, product_id: int) -> rx.event.EventSpec | None:
        self.error = ""
        try:
            desk = await desk_of(self)
            self.product = await staff_products.get_product(desk, product_id)
            stock = await staff_products.stock_history(desk, product_id)
            prices = await staff_products.price_history(desk, product_id)
        except (NotFound, Invalid):
            self.is_missing, self.is_loading = True, False
            return None
        except GatewayError as error:
            return self._explain(error)
        self.stock_lines, self.price_lines = stock.lines, prices.lines
        self._go_on_before(stock.next_before)
        self.has_more_prices = prices.has_more
        self.is_loading, self.is_busy, self.step = False, False, ""
        return None
