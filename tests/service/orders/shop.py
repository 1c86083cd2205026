"""What tests do with the orders service: buy, look, move on, sweep."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import sqlalchemy as sa

from backend_services.orders.adapters import carts
from backend_services.orders.adapters.tables import IDEMPOTENCY, ORDERS
from backend_services.orders.domain.cart import CartLine, UserCart
from backend_services.orders.use_cases.reject_interrupted_orders import reject_interrupted_orders
from backend_services.shared.clock import FixedClock
from backend_services.shared.db.session import SessionMaker, unit_of_work
from backend_services.shared.http.tokens import Role
from backend_services.shared.ids import new_id
from backend_services.shared.messaging.tables import OUTBOX
from backend_services.shared.money import Money
from tests.service.orders.shelf import Shelf, Wire

BUYER = 7
STAFF = 900
PATIENCE = timedelta(seconds=30)


@dataclass
class Shop:
    client: httpx.AsyncClient
    sessions: SessionMaker
    shelf: Shelf
    wire: Wire
    clock: FixedClock
    bearer: Callable[..., dict[str, str]]

    async def buy(
        self,
        lines: Mapping[int, int] | Sequence[Mapping[str, Any]],
        *,
        by: int = BUYER,
        key: str | None = None,
        cart: bool = False,
    ) -> httpx.Response:
        items = (
            [{"product_id": one, "quantity": quantity} for one, quantity in lines.items()]
            if isinstance(lines, Mapping)
            else list(lines)
        )
        headers = self.bearer(by) | ({} if key is None else {"Idempotency-Key": key})
        return await self.client.post(
            "/api/v1/orders", json={"items": items, "cart": cart}, headers=headers
        )

    async def bought(self, lines: Mapping[int, int], *, by: int = BUYER) -> int:
        """The id of an order that succeeded."""
        response = await self.buy(lines, by=by)
        assert response.status_code == 201, response.text
        return response.json()["id"]

    async def fill_cart(self, owner: int, lines: Mapping[int, int]) -> None:
        """Without a look at the shelf."""
        async with unit_of_work(self.sessions) as session:
            for product_id, quantity in lines.items():
                line = CartLine(
                    product_id=product_id,
                    sku=f"SKU-{product_id}",
                    name=f"Product {product_id}",
                    price=Money.parse("10.00"),
                    quantity=quantity,
                    image_url=None,
                )
                await carts.put(session, owner=UserCart(owner), line=line, at=self.clock.now())

    async def move(
        self, order_id: int, status: str, *, by: int = STAFF, **more: Any
    ) -> httpx.Response:
        return await self.client.patch(
            f"/api/v1/orders/{order_id}/status",
            json={"status": status, **more},
            headers=self.headers(by),
        )

    async def get(self, path: str, *, by: int = BUYER) -> httpx.Response:
        return await self.client.get(f"/api/v1{path}", headers=self.headers(by))

    def headers(self, by: int) -> dict[str, str]:
        return self.bearer(by, role=Role.STAFF if by == STAFF else Role.CUSTOMER)

    async def sweep(self) -> int:
        """The orders sweeper comes by, long enough after everything."""
        self.clock.advance(PATIENCE + timedelta(seconds=1))
        async with unit_of_work(self.sessions) as session:
            return await reject_interrupted_orders(
                session, older_than=PATIENCE, clock=self.clock, new_id=new_id
            )

    async def statuses(self) -> list[str]:
        """Of all orders, refused and unfinished ones too, oldest first."""
        return [row.status for row in await self.rows(sa.select(ORDERS).order_by(ORDERS.c.id))]

    async def events(self) -> list[str]:
        return [row.type for row in await self.rows(sa.select(OUTBOX).order_by(OUTBOX.c.position))]

    async def keys(self) -> list[str]:
        return [row.key for row in await self.rows(sa.select(IDEMPOTENCY))]

    async def rows(self, statement: sa.Executable) -> Sequence[Any]:
        async with self.sessions() as session:
            return (await session.execute(statement)).all()
