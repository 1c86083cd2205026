from collections.abc import Iterable

import reflex as rx

from storefront.api import restock
from storefront.api.catalog import ProductChange
from storefront.api.errors import GatewayError, NotSignedIn
from storefront.state.personal import personal
from storefront.state.product import ProductState
from storefront.state.sentences import sentence, to_sign_in
from storefront.state.server_only import server_only
from storefront.state.visitor import address_in_shop, gateway_of, number_in_path, session_of


@personal
class RestockState(rx.State):
    """Whether the person at this tab is told when the product on the page is back."""

    is_asked: rx.Field[bool] = rx.field(default=False)
    error: rx.Field[str] = rx.field("")

    @rx.event
    async def load(self) -> None:
        self.is_asked = False
        self.error = ""
        product = (await self.get_state(ProductState)).product
        if product.stock_level != "out":
            return  # whoever waited for it has been told
        try:
            if (await session_of(self)).is_signed_in:
                self.is_asked = await restock.is_asked(gateway_of(self), product_id=product.id)
        except GatewayError:
            return  # the button is there: to ask twice is to ask once

    @rx.event
    async def wish(self, is_wanted: bool) -> rx.event.EventSpec | None:
        """To be told, or not after all; to say it twice changes nothing."""
        product_id = number_in_path(self)
        if product_id is None:
            return None
        self.error = ""
        act = restock.ask if is_wanted is True else restock.stop
        try:
            await act(gateway_of(self), product_id=product_id)
        except NotSignedIn:
            return to_sign_in(address_in_shop(self))
        except GatewayError as error:
            self.error = sentence(error)
        else:
            self.is_asked = is_wanted is True
        return None

    @server_only
    def hear(self, changes: Iterable[ProductChange], *, product_id: int) -> None:
        """What the live feed tells: who waited for what is back now is told, and waits no more."""
        for change in changes:
            if change.id == product_id and change.is_active and change.stock > 0:
                self.is_asked = False
                self.error = ""
