import asyncio
from typing import Final

import reflex as rx

from storefront.api import staff_today
from storefront.api.errors import GatewayError, NotSignedIn
from storefront.api.staff_today_models import LowStock, SalesFigures, Today, Trouble
from storefront.state.personal import personal
from storefront.state.staff_desk import Desk, Events, NotStaff, desk_of, staff_only
from storefront.state.visitor import query_of, tab_of

USUAL: Final = 30  # days
SETTLE: Final = 0.5  # seconds; stock is taken a moment before its order has come about
PAUSE: Final = 5.0  # seconds between two looks, however much is sold
CALM: Final = 30.0  # seconds after which it looks although nothing moved: mails move no stock


@personal
class StaffTodayState(Desk, rx.State):
    days: rx.Field[int] = rx.field(USUAL)
    so_far: rx.Field[SalesFigures] = rx.field(default_factory=SalesFigures)  # of this day alone
    sales: rx.Field[SalesFigures] = rx.field(default_factory=SalesFigures)
    stock: rx.Field[LowStock] = rx.field(default_factory=LowStock)
    failed_mails: rx.Field[Trouble] = rx.field(default_factory=Trouble)
    dead_letters: rx.Field[Trouble] = rx.field(default_factory=Trouble)
    has_figures: rx.Field[bool] = rx.field(default=False)

    @rx.event
    @staff_only
    async def load(self) -> Events:
        """The period stands in the address."""
        asked = query_of(self, "days")
        days = next((one for one in staff_today.PERIODS if str(one) == asked), USUAL)
        if days != self.days:
            self.sales = SalesFigures()  # not for a moment those of another period
        self.days, self.is_loading, self.error = days, True, ""
        yield None
        try:
            self._show(await staff_today.look(await desk_of(self), days=days))
        except GatewayError as error:
            yield self._explain(error)

    @rx.event(background=True)
    async def follow(self) -> Events:
        """Look again whenever something was sold, until the page is left.

        Reflex cancels what a page has started when the next one loads or the socket closes.
        """
        if await self._is_refused():
            return
        tab = tab_of(self)
        while True:
            await tab.goods_moved(within=CALM)
            await asyncio.sleep(SETTLE)
            try:
                found = await staff_today.look(await desk_of(self), days=self.days)
            except GatewayError as error:
                async with self:
                    yield self._explain(error)
                if isinstance(error, (NotSignedIn, NotStaff)):
                    return
            else:
                async with self:
                    self._show(found)
            await asyncio.sleep(PAUSE)

    def _show(self, today: Today) -> None:
        self.so_far, self.sales, self.stock = today.so_far, today.sales, today.stock
        self.failed_mails, self.dead_letters = today.failed_mails, today.dead_letters
        self.has_figures, self.is_loading, self.error = True, False, ""
