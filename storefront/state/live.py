from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import replace
from typing import Final

import reflex as rx

from storefront.state.cart import CartState
from storefront.state.catalog import CatalogState
from storefront.state.orders import OrdersState, OrderState
from storefront.state.product import ProductState
from storefront.state.restock import RestockState
from storefront.state.visitor import path_of, session_id_of, tab_of
from storefront.web.tabs import News, Notice, Tab
from storefront.web.worker import current_worker

GOOD_NEWS: Final = frozenset({"order_confirmation", "back_in_stock"})
MOST: Final = 3  # toasts at once, as many as are in sight
CALM: Final = 0.5  # seconds between two looks at the cart: goods in a rush change all the time
AGAIN: Final = 2.0  # seconds until what could not be looked at is looked at again
CART: Final = "cart"
ORDERS: Final = "orders"

Events = AsyncGenerator[rx.event.EventSpec, None]


class LiveState(rx.State):
    # True until known otherwise, so that no page flashes "Reconnecting…" while it starts.
    is_connected: rx.Field[bool] = rx.field(default=True)

    @rx.event(background=True)
    async def follow(self) -> Events:
        """Tell this tab what happens, until it shows another page or is closed.

        Reflex cancels what a page has started when the next one loads or the socket closes.
        """
        worker = current_worker()
        session_id = session_id_of(self)
        tab = tab_of(self)
        session = await worker.sessions.store.load(session_id)
        person = session.person if session is not None else None
        user_id = person.id if person is not None else None
        async with worker.feed.following(tab, session_id=session_id, user_id=user_id):
            while True:
                news = await tab.news()
                if news.is_personal and not await _is_here(session_id, user_id=user_id):
                    worker.tabs.dismiss(session_id)
                    news = replace(news, notices=(), has_gap=False)
                await self._apply(news)
                for toast in _toasts(news.notices):
                    yield toast

    async def _apply(self, news: News) -> None:
        """Touch only what this page shows."""
        tab = tab_of(self)
        changed = [change.id for change in news.changes]
        async with self:
            if self.is_connected != news.is_connected:
                self.is_connected = news.is_connected
            if tab.shows("catalog", changed):
                (await self.get_state(CatalogState)).hear(news.changes)
            if tab.shows("product", changed):
                await self._tell_product_page(news)
            if tab.shows(CART, changed) or CART in news.owed:
                await self._look_again_at_cart(tab)
            if news.notices or news.has_gap or ORDERS in news.owed:
                await self._look_again_at_orders(tab)

    async def _tell_product_page(self, news: News) -> None:
        product = await self.get_state(ProductState)
        product.hear(news.changes)
        restock = await self.get_state(RestockState)
        restock.hear(news.changes, product_id=product.product.id)

    async def _look_again_at_cart(self, tab: Tab) -> None:
        if tab.is_resting(CART):
            tab.owe(CART)
            return
        is_known = await (await self.get_state(CartState)).hear()
        tab.rest(CART, seconds=CALM if is_known else AGAIN)
        if not is_known:
            tab.owe(CART)

    async def _look_again_at_orders(self, tab: Tab) -> None:
        path = path_of(self)
        if path != "/orders" and not path.startswith("/orders/"):
            return
        orders = await self.get_state(OrdersState if path == "/orders" else OrderState)
        if not await orders.refresh():
            tab.owe(ORDERS)
            tab.rest(ORDERS, seconds=AGAIN)


async def _is_here(session_id: str, *, user_id: int | None) -> bool:
    """Whether who was here when the page was loaded is signed in still."""
    return user_id is not None and await current_worker().sessions.is_of(
        session_id, user_id=user_id
    )


def _toasts(notices: Sequence[Notice]) -> Iterator[rx.event.EventSpec]:
    """The newest last; after a long silence not a wall of them."""
    if len(notices) > MOST:
        more = f"{len(notices) - MOST} more things happened to your orders"
        yield rx.toast.info(more, description="Your orders page shows them all.")
    for notice in notices[-MOST:]:
        yield _toast(notice)


def _toast(notice: Notice) -> rx.event.EventSpec:
    tell = rx.toast.success if notice.kind in GOOD_NEWS else rx.toast.info
    return tell(notice.subject, description=notice.message)
