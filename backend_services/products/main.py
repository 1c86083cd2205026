from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

from fastapi import FastAPI

from backend_services.contracts.subscriptions import heard_by, hearers_of
from backend_services.products.adapters.picture_processing import PictureStudio
from backend_services.products.api.dependencies import Parts
from backend_services.products.api.import_routes import imports
from backend_services.products.api.media_routes import media
from backend_services.products.api.picture_routes import pictures
from backend_services.products.api.product_routes import (
    product_by_staff,
    products,
    products_by_staff,
)
from backend_services.products.api.reservation_routes import reservations
from backend_services.products.api.stock_routes import stock
from backend_services.products.consumers import CONSUMES, ConsumerDeps
from backend_services.products.settings import ProductsSettings
from backend_services.products.use_cases.expire_reservations import expire_reservations
from backend_services.products.use_cases.forget_pictures import forget_pictures
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

_KEYS_TIMEOUT: Final = 2.0  # seconds
_SWEPT_AT_ONCE: Final = 100
_PICTURES_EVERY: Final = 6 * 3600.0  # seconds


def build_app(settings: ProductsSettings) -> FastAPI:
    about = About.now(settings, service="products", clock=SystemClock())

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        async with (
            create_client(settings.jwks_url, timeout=_KEYS_TIMEOUT) as http,
            open_runtime(settings, service="products") as runtime,
        ):
            keys = RemoteKeys(http, url=settings.jwks_url, clock=runtime.clock)
            app.state.token_verifier = TokenVerifier(keys, settings)
            app.state.runtime = runtime
            app.state.dead_letters = runtime.dead_letters(heard_by("products"))
            app.state.event_flow = runtime.event_flow(heard_by("products"))
            app.state.parts = make_parts(settings, sessions=runtime.sessions, clock=runtime.clock)
            runtime.start_relay(hearers_of("products"))
            runtime.start_consumers(CONSUMES, ConsumerDeps(runtime.clock, new_id))
            _start_sweepers(runtime, settings=settings)
            yield

    async def database() -> None:
        await app.state.runtime.database_answers()

    async def broker() -> None:
        await app.state.runtime.queues_answer(CONSUMES)

    app = create_app(
        service="products",
        routers=[
            imports,  # before what takes any word for a product's id
            products_by_staff,
            products,
            product_by_staff,
            stock,
            pictures,
            reservations,
            media,
            dead_letter_router(),
            system_router(about),
        ],
        lifespan=lifespan,
        checks={"database": database, "broker": broker},
    )
    return app


def make_parts(settings: ProductsSettings, *, sessions: SessionMaker, clock: Clock) -> Parts:
    """What the routes work with."""
    turnstile = Turnstile(places=settings.reserve_concurrency, patience=settings.reserve_patience)
    return Parts(
        sessions=sessions,
        settings=settings,
        turnstile=turnstile,
        studio=PictureStudio(settings.media_dir),
        clock=clock,
        new_id=new_id,
    )


def _start_sweepers(runtime: Runtime, *, settings: ProductsSettings) -> None:
    async def sweep() -> None:
        expired = _SWEPT_AT_ONCE
        while expired == _SWEPT_AT_ONCE:
            async with unit_of_work(runtime.sessions) as session:
                expired = await expire_reservations(
                    session, clock=runtime.clock, new_id=new_id, limit=_SWEPT_AT_ONCE
                )

    async def sweep_pictures() -> None:
        await forget_pictures(runtime.sessions, folder=settings.media_dir, clock=runtime.clock)

    runtime.start_sweeper("reservations", sweep, every=settings.sweep_every)
    runtime.start_sweeper("pictures", sweep_pictures, every=_PICTURES_EVERY)


def main() -> None:
    settings = load_settings(ProductsSettings)
    configure_logging(settings, service="products")
    serve(build_app(settings), settings)


if __name__ == "__main__":
    main()
