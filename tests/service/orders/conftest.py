from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from backend_services.orders.adapters.products_client import ProductsClient, open_products_client
from backend_services.orders.consumers import CONSUMES, ConsumerDeps
from backend_services.orders.domain.order_request import OrderRequest
from backend_services.orders.domain.requested_lines import RequestedLine
from backend_services.orders.main import build_app, make_deps
from backend_services.orders.settings import OrdersSettings
from backend_services.orders.use_cases.place_order import Placement, place_order
from backend_services.shared.clock import FixedClock
from backend_services.shared.db.session import SessionMaker
from backend_services.shared.http.tokens import TokenVerifier
from backend_services.shared.ids import new_id
from backend_services.shared.messaging.consumer import Consumer
from backend_services.shared.settings import Environment
from tests.fixtures.messaging import Drain
from tests.service.orders.mortal import Attempt, Lifeline, MortalWire
from tests.service.orders.real_products import RealProducts
from tests.service.orders.shelf import SERVICE_KEY, Shelf, Wire
from tests.service.orders.shop import Shop


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def wire(shelf: Shelf) -> Wire:
    return Wire(shelf.app())


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 23, 9, 30, tzinfo=UTC))


@pytest.fixture
def sessions(request: pytest.FixtureRequest) -> SessionMaker:
    """One connection, undone after; who lets things happen at once asks for `at_once` too."""
    wanted = "at_once" if "at_once" in request.fixturenames else "one_by_one"
    return request.getfixturevalue(wanted)


@pytest.fixture
async def one_by_one(rolled_back: Callable[[str], Awaitable[SessionMaker]]) -> SessionMaker:
    return await rolled_back("orders")


@pytest.fixture
def at_once(fresh_sessions: Callable[[str], SessionMaker]) -> SessionMaker:
    """Sessions on many connections: real commits, real races."""
    return fresh_sessions("orders")


@pytest.fixture
def settings() -> OrdersSettings:
    return OrdersSettings(
        environment=Environment.TEST,
        database_url=SecretStr("unused"),
        jwks_url="unused",
        products_url="http://products",
        service_key=SecretStr(SERVICE_KEY),
        # A busy machine is no failure of products; test_products_that_hang.py is impatient.
        hold_deadline=30.0,
        look_up_timeout=10.0,
    )


@pytest.fixture
async def products(settings: OrdersSettings, wire: Wire) -> AsyncIterator[ProductsClient]:
    async with open_products_client(settings, transport=wire) as client:
        yield client


@pytest.fixture
def app(
    settings: OrdersSettings,
    sessions: SessionMaker,
    products: ProductsClient,
    clock: FixedClock,
    token_verifier: TokenVerifier,
) -> FastAPI:
    """The service, but for the tasks beside its routes."""
    app = build_app(settings)
    app.state.token_verifier = token_verifier
    app.state.deps = make_deps(settings, sessions=sessions, products=products, clock=clock)
    return app


@pytest.fixture
async def shop(
    app: FastAPI,
    sessions: SessionMaker,
    shelf: Shelf,
    wire: Wire,
    clock: FixedClock,
    bearer: Callable[..., dict[str, str]],
) -> AsyncIterator[Shop]:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://orders") as client:
        yield Shop(
            client=client, sessions=sessions, shelf=shelf, wire=wire, clock=clock, bearer=bearer
        )


@pytest.fixture
def drain_all(drain: Drain, shop: Shop, at_once: SessionMaker) -> Drain:
    """Orders and the shelf hear each other's events, several at once."""
    drain.add(
        "orders",
        sessions=at_once,
        consumes=CONSUMES,
        deps=ConsumerDeps(clock=shop.clock, new_id=new_id),
    )
    # The shelf has no database: its inbox is kept beside that of orders.
    for source in shop.shelf.consumes():
        queue = drain.broker.queue(source.subscription("products"))
        drain.consumers.append(
            Consumer(
                queue=queue,
                handlers=source.handlers,
                sessions=at_once,
                deps=None,
                back_off=(0, 0, 0, 0),
            )
        )
    return drain


@pytest.fixture
def real(
    fresh_sessions: Callable[[str], SessionMaker],
    clock: FixedClock,
    token_verifier: TokenVerifier,
    tmp_path: Path,
) -> RealProducts:
    return RealProducts.opened(
        fresh_sessions("products"), clock=clock, verifier=token_verifier, media=tmp_path
    )


@pytest.fixture
def drain_both(drain: Drain, shop: Shop, real: RealProducts) -> Drain:
    real.join(drain)
    drain.add(
        "orders",
        sessions=shop.sessions,
        consumes=CONSUMES,
        deps=ConsumerDeps(clock=shop.clock, new_id=new_id),
    )
    return drain


@pytest.fixture
def attempt(shop: Shop, settings: OrdersSettings) -> Attempt:
    """One unit for this buyer, with the same key each time, as far as the lifeline reaches."""
    with_carts: set[int] = set()

    async def attempt(buyer: int, lifeline: Lifeline) -> Placement:
        if buyer not in with_carts:
            await shop.fill_cart(buyer, {1: 1})
            with_carts.add(buyer)
        request = OrderRequest(
            user_id=buyer,
            user_email="buyer@example.com",
            lines=(RequestedLine(1, 1),),
            empties_cart=True,
            idempotency_key="checkout",
        )
        wire = MortalWire(shop.wire, lifeline)
        async with open_products_client(settings, transport=wire) as products:
            with lifeline.watching(shop.sessions):
                return await place_order(
                    shop.sessions,
                    request=request,
                    products=products,
                    clock=shop.clock,
                    new_id=new_id,
                )

    return attempt
