"""Products in memory: the contract of its holds and its shelf over ASGI, with a wire that can fail.

The journeys against the real products application are in test_with_the_real_products.py.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from backend_services.contracts.orders import (
    OrderCancelledV1,
    OrderCreatedV1,
    OrderRejectedV1,
)
from backend_services.shared.db.session import WriteSession
from backend_services.shared.messaging.consumer import Consumes
from backend_services.shared.messaging.envelope import Envelope

SERVICE_KEY = "a service key for tests"


@dataclass
class Product:
    sku: str
    price: str
    on_hand: int
    reserved: int = 0
    is_active: bool = True

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved


@dataclass
class Hold:
    state: str
    lines: dict[int, int]
    prices: dict[int, str]


class Refused(Exception):
    def __init__(self, status: int, **body: Any) -> None:
        super().__init__(status)
        self.status = status
        self.body = body


@dataclass
class Shelf:
    products: dict[int, Product] = field(default_factory=dict[int, Product])
    holds: dict[str, Hold] = field(default_factory=dict[str, Hold])
    looks: list[list[int]] = field(default_factory=list[list[int]])

    def stock(self, product_id: int, *, on_hand: int, price: str = "10.00") -> Product:
        product = Product(sku=f"SKU-{product_id}", price=price, on_hand=on_hand)
        self.products[product_id] = product
        return product

    def state_of(self, uid: object) -> str | None:
        hold = self.holds.get(str(uid))
        return None if hold is None else hold.state

    def expire_holds(self) -> None:
        """The time to live of everything held is over."""
        for hold in self.holds.values():
            if hold.state == "held":
                self._give_back(hold)

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/api/v1/reservations/{uid}", self._put_reservation, methods=["PUT"]),
                Route("/api/v1/products/batch", self._batch),
            ]
        )

    async def _put_reservation(self, request: Request) -> JSONResponse:
        if request.headers.get("X-Service-Key") != SERVICE_KEY:
            return JSONResponse({"code": "unauthenticated", "detail": "No"}, status_code=401)
        uid = request.path_params["uid"]
        lines = (await request.json())["lines"]
        try:
            if uid not in self.holds:
                self.holds[uid] = self._hold(lines)
        except Refused as refused:
            return JSONResponse(refused.body, status_code=refused.status)
        hold = self.holds[uid]
        return JSONResponse(
            {
                "state": hold.state,
                "expires_at": "2026-11-23T09:45:00.000000Z",
                "currency": "USD",
                "lines": [
                    {
                        "product_id": product_id,
                        "sku": self.products[product_id].sku,
                        "name": f"Product {product_id}",
                        "price": hold.prices[product_id],
                        "quantity": quantity,
                        "image_url": f"/media/{product_id}.webp",
                    }
                    for product_id, quantity in sorted(hold.lines.items())
                ],
            }
        )

    def _hold(self, lines: Sequence[Mapping[str, Any]]) -> Hold:
        for line in lines:
            self._check(line)
        for line in lines:
            self.products[line["product_id"]].reserved += line["quantity"]
        return Hold(
            state="held",
            lines={line["product_id"]: line["quantity"] for line in lines},
            prices={line["product_id"]: self.products[line["product_id"]].price for line in lines},
        )

    def _check(self, line: Mapping[str, Any]) -> None:
        product_id, requested = line["product_id"], line["quantity"]
        product = self.products.get(product_id)
        if product is None or not product.is_active:
            raise Refused(404, code="product_not_found", detail=f"Product {product_id} not found")
        if line["expected_price"] not in {None, product.price}:
            raise Refused(
                409,
                code="price_changed",
                detail=f"The price of product {product_id} is now {product.price}",
                lines=[
                    {
                        "product_id": product_id,
                        "expected_price": line["expected_price"],
                        "price": product.price,
                    }
                ],
            )
        if product.available < requested:
            raise Refused(
                409,
                code="out_of_stock",
                detail=(
                    f"Insufficient stock for product {product_id}."
                    f" Available: {product.available}, requested: {requested}"
                ),
                lines=[
                    {
                        "product_id": product_id,
                        "available": product.available,
                        "requested": requested,
                    }
                ],
            )

    async def _batch(self, request: Request) -> JSONResponse:
        ids = [int(one) for one in request.query_params["ids"].split(",")]
        self.looks.append(ids)
        items = [
            {
                "id": product_id,
                "sku": product.sku,
                "name": f"Product {product_id}",
                "price": product.price,
                "currency": "USD",
                "stock_quantity": product.available,
                "is_active": product.is_active,
                "image_url": f"/media/{product_id}.webp",
            }
            for product_id in ids
            if (product := self.products.get(product_id)) is not None
        ]
        return JSONResponse({"items": items})

    async def on_created(
        self, _session: WriteSession, envelope: Envelope[OrderCreatedV1], _deps: None
    ) -> None:
        hold = self.holds[str(envelope.event.reservation_id)]
        assert hold.state in {"held", "committed"}, hold.state
        if hold.state == "held":
            for product_id, quantity in hold.lines.items():
                self.products[product_id].reserved -= quantity
                self.products[product_id].on_hand -= quantity
            hold.state = "committed"

    async def on_cancelled(
        self, _session: WriteSession, envelope: Envelope[OrderCancelledV1], _deps: None
    ) -> None:
        hold = self.holds.get(str(envelope.event.reservation_id))
        if hold is not None and hold.state == "committed":
            for product_id, quantity in hold.lines.items():
                self.products[product_id].on_hand += quantity
            hold.state = "released"

    async def on_rejected(
        self, _session: WriteSession, envelope: Envelope[OrderRejectedV1], _deps: None
    ) -> None:
        hold = self.holds.get(str(envelope.event.reservation_id))
        if hold is not None and hold.state == "held":
            self._give_back(hold)

    def consumes(self) -> tuple[Consumes[None], ...]:
        return (
            Consumes(
                "orders",
                {
                    OrderCreatedV1: self.on_created,
                    OrderCancelledV1: self.on_cancelled,
                    OrderRejectedV1: self.on_rejected,
                },
            ),
        )

    def _give_back(self, hold: Hold) -> None:
        for product_id, quantity in hold.lines.items():
            self.products[product_id].reserved -= quantity
        hold.state = "released"


GoOn: TypeAlias = Callable[[], Awaitable[httpx.Response]]
Fault: TypeAlias = Callable[[httpx.Request, GoOn], Awaitable[httpx.Response]]


class Wire(httpx.AsyncBaseTransport):
    """Between orders and the shelf; `faults` happen to the next requests, one each."""

    def __init__(self, app: Any) -> None:
        self.through: httpx.AsyncBaseTransport = httpx.ASGITransport(app=app)
        self.faults: list[Fault] = []
        self.requests: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)

        async def go_on() -> httpx.Response:
            return await self.through.handle_async_request(request)

        if self.faults:
            return await self.faults.pop(0)(request, go_on)
        return await go_on()


async def refused(_request: httpx.Request, _go_on: GoOn) -> httpx.Response:
    """Nobody listens."""
    raise httpx.ConnectError("refused")


async def hangs(_request: httpx.Request, _go_on: GoOn) -> httpx.Response:
    """Never answered, never worked on."""
    await asyncio.Event().wait()
    raise AssertionError


async def slow(request: httpx.Request, _go_on: GoOn) -> httpx.Response:
    raise httpx.ReadTimeout("slow", request=request)


async def answer_lost(request: httpx.Request, go_on: GoOn) -> httpx.Response:
    """Worked on, but the answer does not come through."""
    await go_on()
    raise httpx.ReadTimeout("lost", request=request)


def answers(status: int, body: Any = None) -> Fault:
    async def answer(_request: httpx.Request, _go_on: GoOn) -> httpx.Response:
        return httpx.Response(status, json=body)

    return answer
