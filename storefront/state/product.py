import reflex as rx

from storefront.api.models import ProductCard, ProductDetail


class ProductState(rx.State):
    product: rx.Field[ProductDetail] = rx.field(default_factory=ProductDetail)
    related: rx.Field[list[ProductCard]] = rx.field(default_factory=list[ProductCard])
    quantity: rx.Field[int] = rx.field(1)
    is_loading: rx.Field[bool] = rx.field(default=True)
    is_missing: rx.Field[bool] = rx.field(default=False)
    error: rx.Field[str] = rx.field("")
    price_note: rx.Field[str] = rx.field("")
    stock_note: rx.Field[str] = rx.field("")

    @rx.var  # pyright: ignore[reportUnknownMemberType]  # Reflex leaves its **kwargs untyped
    def page_title(self) -> str:
        return f"{self.product.name} · Vitrine" if self.product.name else "Vitrine"

    @rx.event
    async def load(self) -> None:
        self.is_loading = False

    @rx.event
    def increase(self) -> None:
        self.quantity += 1

    @rx.event
    def decrease(self) -> None:
        self.quantity -= 1

    @rx.event
    async def add_to_cart(self) -> None:
        self.error = ""

    @rx.event
    async def retry(self) -> None:
        self.error = ""
