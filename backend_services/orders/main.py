from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

from fastapi import FastAPI

from backend_services.contracts.subscriptions import heard_by, hearers_of
from backend_services.orders.adapters.products_client import ProductsClient, open_products_client
from backend_services.orders.api import cart_routes, order_routes, staff_routes
from backend_services.orders.api.dependencies import OrdersDeps
from backend_services.orders.consumers import CONSUMES, ConsumerDeps
from backend_services.orders.settings import OrdersSettings
from backend_services.orders.use_cases.forget_guest_carts import forget_guest_carts
from backend_services.orders.use_cases.forget_idempotency_keys import forget_idempotency_keys
from backend_services.orders.use_cases.reject_interrupted_orders import reject_interrupted_orders
from backend_services.shared.clock import Clock, SystemClock
from backend_services.shared.db.session import SessionMaker, unit_of_work
from backend_services.shared.dead_letters.routes import dead_letter_router
from backend_services.shared.http.app import create_app, serve
from backend_services.shared.http.client import create_client
from backend_services.shared.http.tokens import RemoteKeys, TokenVerifier
from backend_services.shared.http.turnstile import Turnstile
from backend_services.shared.ids import new_id
from backend_services.shared.observability.logging import configure_logging
from backend_services.shared.runtime import Runtime, open_runtime
from backend_services.shared.settings import load_settings
from backend_services.shared.system.about import About
from backend_services.shared.system.routes import system_router

_KEYS_TIMEOUT: Final = 2.0  # seconds; users answers with a few hundred bytes
_FORGET_EVERY: Final = 600.0  # seconds


def build_app(settings: OrdersSettings) -> FastAPI:
    about = About.now(settings, service="orders", clock=SystemClock())

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        async with (
            open_runtime(settings, service="orders") as runtime,
            open_products_client(settings) as products,
            create_client(settings.jwks_url, timeout=_KEYS_TIMEOUT) as users,
        ):
            keys = RemoteKeys(users, url=settings.jwks_url, clock=runtime.clock)
            app.state.token_verifier = TokenVerifier(keys, settings)
            app.state.runtime = runtime
            app.state.dead_letters = runtime.dead_letters(heard_by("orders"))
            app.state.event_flow = runtime.event_flow(heard_by("orders"))
            app.state.deps = make_deps(
                settings, sessions=runtime.sessions, products=products, clock=runtime.clock
            )
            _start_background(runtime, settings=settings)
            yield

    async def database() -> None:
        await app.state.runtime.database_answers()

    async def broker() -> None:
        await app.state.runtime.queues_answer(CONSUMES)

    app = create_app(
        service="orders",
        # The staff's paths first: "/orders/{order_id}" would take them for numbers.
        routers=[
            staff_routes.router,
            order_routes.router,
            cart_routes.router,
            dead_letter_router(),
            system_router(about),
        ],
        lifespan=lifespan,
        checks={"database": database, "broker": broker},
    )
    return app


def make_deps(
    settings: OrdersSettings, *, sessions: SessionMaker, products: ProductsClient, clock: Clock
) -> OrdersDeps:
    """What the routes work with."""
    return OrdersDeps(
        sessions=sessions,
        products=products,
        turnstile=Turnstile(places=settings.place_concurrency, patience=settings.place_patience),
        clock=clock,
        new_id=new_id,
    )


def _start_background(runtime: Runtime, *, settings: OrdersSettings) -> None:
    async def reject_interrupted() -> None:
        async with unit_of_work(runtime.sessions) as session:
            await reject_interrupted_orders(
                session,
                older_than=settings.interrupted_after,
                clock=runtime.clock,
                new_id=new_id,
            )

    async def forget_keys() -> None:
        async with unit_of_work(runtime.sessions) as session:
            await forget_idempotency_keys(
                session, older_than=settings.idempotency_keys_live, clock=runtime.clock
            )

    async def forget_carts() -> None:
        async with unit_of_work(runtime.sessions) as session:
            await forget_guest_carts(
                session, older_than=settings.guest_carts_live, clock=runtime.clock
            )

    runtime.start_relay(hearers_of("orders"))
    runtime.start_consumers(CONSUMES, ConsumerDeps(clock=runtime.clock, new_id=new_id))
    runtime.start_sweeper("interrupted orders", reject_interrupted, every=settings.sweep_every)
    runtime.start_sweeper("idempotency keys", forget_keys, every=_FORGET_EVERY)
    runtime.start_sweeper("guest carts", forget_carts, every=_FORGET_EVERY)


def main() -> None:
    settings = load_settings(OrdersSettings)
    configure_logging(settings, service="orders")
    serve(build_app(settings), settings)


if __name__ == "__main__":
    main()
