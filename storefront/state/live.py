from collections.abc import AsyncGenerator, Iterator, Sequence
from typing import Final

import reflex as rx

from storefront.state.cart import CartState
from storefront.state.catalog import CatalogState
from storefront.state.orders import OrdersState, OrderState
from storefront.state.product import ProductState
from storefront.state.visitor import path_of, session_id_of, tab_of
from storefront.web.tabs import News, Notice
from storefront.web.worker import current_worker

GOOD_NEWS: Final = "order_confirmation"
MOST: Final = 3  # toasts at once, as many as are in sight

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
        async with worker.feed.following(
            tab, session_id=session_id, user_id=person.id if person else None
        ):
            while True:
                news = await tab.news()
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
                (await self.get_state(ProductState)).hear(news.changes)
            if tab.shows("cart", changed):
                await (await self.get_state(CartState)).hear()
            if news.notices or news.has_gap:
                await self._look_again_at_orders()

    async def _look_again_at_orders(self) -> None:
        path = path_of(self)
        if path == "/orders":
            await (await self.get_state(OrdersState)).refresh()
        elif path.startswith("/orders/"):
            await (await self.get_state(OrderState)).refresh()


def _toasts(notices: Sequence[Notice]) -> Iterator[rx.event.EventSpec]:
    """The newest last; after a long silence not a wall of them."""
    if len(notices) > MOST:
        more = f"{len(notices) - MOST} more things happened to your orders"
        yield rx.toast.info(more, description="Your orders page shows them all.")
    for notice in notices[-MOST:]:
        yield _toast(notice)


def _toast(notice: Notice) -> rx.event.EventSpec:
    tell = rx.toast.success if notice.kind == GOOD_NEWS else rx.toast.info
    return tell(notice.subject, description=notice.message)
