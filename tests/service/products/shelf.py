"""A shelf with products, for tests of stock."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text

from backend_services.products.domain.offer import WantedLine
from backend_services.products.domain.product import NewProduct
from backend_services.products.domain.reservation import Reservation
from backend_services.products.use_cases.commit_reservation import commit_reservation
from backend_services.products.use_cases.create_product import create_product
from backend_services.products.use_cases.expire_reservations import expire_reservations
from backend_services.products.use_cases.release_reservation import release_reservation
from backend_services.products.use_cases.reserve_stock import reserve_stock
from backend_services.shared.clock import FixedClock
from backend_services.shared.db.session import SessionMaker, reading, unit_of_work
from backend_services.shared.ids import new_id
from backend_services.shared.money import Money


class Books(NamedTuple):
    on_hand: int
    reserved: int


@dataclass
class Shelf:
    """Puts products on the shelf and does to them what orders does; each call is a transaction."""

    sessions: SessionMaker
    clock: FixedClock
    ttl: timedelta = timedelta(minutes=15)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    async def put(self, *, stock: int = 10, price: str = "19.99", **fields: Any) -> int:
        number = next(self._numbers)
        named: dict[str, Any] = {"sku": f"SKU-{number}", "name": f"Product {number}", **fields}
        product = NewProduct(price=Money.parse(price), stock_quantity=stock, **named)
        async with unit_of_work(self.sessions) as session:
            return await create_product(session, product=product, clock=self.clock, new_id=new_id)

    async def reserve(self, *lines: tuple[int, int], uid: UUID | None = None) -> Reservation:
        async with unit_of_work(self.sessions) as session:
            return await reserve_stock(
                session,
                reservation_id=uid or new_id(),
                lines=[WantedLine(product_id, quantity) for product_id, quantity in lines],
                ttl=self.ttl,
                clock=self.clock,
                new_id=new_id,
            )

    async def commit(self, uid: UUID, *, order_id: int = 1) -> None:
        async with unit_of_work(self.sessions) as session:
            await commit_reservation(
                session, reservation_id=uid, order_id=order_id, clock=self.clock, new_id=new_id
            )

    async def release(self, uid: UUID) -> None:
        async with unit_of_work(self.sessions) as session:
            await release_reservation(session, reservation_id=uid, clock=self.clock, new_id=new_id)

    async def sweep(self) -> int:
        async with unit_of_work(self.sessions) as session:
            return await expire_reservations(session, clock=self.clock, new_id=new_id)

    def let_holds_expire(self) -> None:
        self.clock.advance(self.ttl)

    async def books(self, product_id: int) -> Books:
        statement = text("select on_hand, reserved from stock where product_id = :id")
        async with reading(self.sessions) as session:
            return Books(*(await session.execute(statement, {"id": product_id})).one())

    async def state(self, uid: UUID) -> str | None:
        statement = text("select state from reservation where id = :id")
        async with reading(self.sessions) as session:
            return (await session.execute(statement, {"id": uid})).scalar_one_or_none()

    async def events(self, aggregate: str) -> list[tuple[int, str, dict[str, Any]]]:
        """Sequence, type and payload of what was told of it, in order."""
        statement = text(
            "select sequence, type, payload from outbox where aggregate = :it order by position"
        )
        async with reading(self.sessions) as session:
            rows = await session.execute(statement, {"it": aggregate})
            return [(row.sequence, row.type, row.payload) for row in rows]
