"""The real products service beside orders: its own database, its routes over ASGI."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from fastapi import FastAPI
from pydantic import SecretStr

from backend_services.products.consumers import CONSUMES, ConsumerDeps
from backend_services.products.domain.product import NewProduct
from backend_services.products.main import build_app, make_parts
from backend_services.products.settings import ProductsSettings
from backend_services.products.use_cases.create_product import create_product
from backend_services.products.use_cases.expire_reservations import expire_reservations
from backend_services.shared.clock import FixedClock
from backend_services.shared.db.session import SessionMaker, reading, unit_of_work
from backend_services.shared.http.tokens import TokenVerifier
from backend_services.shared.ids import new_id
from backend_services.shared.money import Money
from backend_services.shared.settings import Environment
from tests.fixtures.messaging import Drain
from tests.service.orders.shelf import SERVICE_KEY


class Books(NamedTuple):
    on_hand: int
    reserved: int


@dataclass
class RealProducts:
    sessions: SessionMaker
    clock: FixedClock
    app: FastAPI

    @classmethod
    def opened(
        cls, sessions: SessionMaker, *, clock: FixedClock, verifier: TokenVerifier, media: Path
    ) -> "RealProducts":
        settings = ProductsSettings(
            environment=Environment.TEST,
            database_url=SecretStr("unused"),
            jwks_url="unused",
            service_key=SecretStr(SERVICE_KEY),
            media_dir=media,
        )
        app = build_app(settings)
        app.state.token_verifier = verifier
        app.state.parts = make_parts(settings, sessions=sessions, clock=clock)
        return cls(sessions=sessions, clock=clock, app=app)

    def join(self, drain: Drain) -> None:
        drain.add(
            "products",
            sessions=self.sessions,
            consumes=CONSUMES,
            deps=ConsumerDeps(self.clock, new_id),
        )

    async def stock(self, sku: str, *, on_hand: int, price: str = "10.00") -> int:
        product = NewProduct(
            sku=sku, name=f"Product {sku}", price=Money.parse(price), stock_quantity=on_hand
        )
        async with unit_of_work(self.sessions) as session:
            return await create_product(session, product=product, clock=self.clock, new_id=new_id)

    async def expire_holds(self) -> int:
        async with unit_of_work(self.sessions) as session:
            return await expire_reservations(session, clock=self.clock, new_id=new_id)

    async def books(self, product_id: int) -> Books:
        statement = sa.text("select on_hand, reserved from stock where product_id = :id")
        async with reading(self.sessions) as session:
            row = (await session.execute(statement, {"id": product_id})).one()
        return Books(row.on_hand, row.reserved)

    async def state_of(self, uid: UUID) -> str | None:
        """Of an order's reservation; None when products has never heard of it."""
        statement = sa.text("select state from reservation where id = :uid")
        async with reading(self.sessions) as session:
            return await session.scalar(statement, {"uid": uid})
