import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from prometheus_client import start_http_server
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from backend_services.gateway.api_documents import ApiDocuments
from backend_services.gateway.circuit_breaker import CircuitBreaker
from backend_services.gateway.known_callers import KnownCallers
from backend_services.gateway.live import LiveFeeds
from backend_services.gateway.merged_openapi import Document
from backend_services.gateway.parts import Parts
from backend_services.gateway.proxy import Proxy
from backend_services.gateway.rate_limits import Limiter, RateLimits
from backend_services.gateway.routes import feeds, own, probes
from backend_services.gateway.routing import Service
from backend_services.gateway.security_headers import SecurityHeaders
from backend_services.gateway.settings import GatewaySettings
from backend_services.gateway.upstreams import open_upstreams
from backend_services.shared.clock import SystemClock
from backend_services.shared.http.api_docs import add_api_docs
from backend_services.shared.http.app import serve
from backend_services.shared.http.client import create_client
from backend_services.shared.http.problems import install_problem_handlers
from backend_services.shared.http.request_context import RequestContext
from backend_services.shared.http.tokens import RemoteKeys, TokenVerifier
from backend_services.shared.observability.logging import configure_logging
from backend_services.shared.settings import load_settings
from backend_services.shared.system.about import About

_DESCRIPTION: Final = """\
Sign in with `POST /users/login` and send the access token as `Authorization: Bearer …`.

Live news come over two WebSockets: `/ws/notifications` (your own news; needs the token) and
`/ws/catalog` (prices and stock; public).
"""
_KEYS_TIMEOUT: Final = 2.0  # seconds
_ALLOWED_HEADERS: Final = (
    *("Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match"),
    *("X-Cart-Token", "X-Request-ID", "traceparent", "tracestate"),
)
_SHOWN_HEADERS: Final = (
    "ETag",
    "Idempotency-Replayed",
    "Link",
    "Location",
    "Retry-After",
    "X-Request-ID",
    "X-Total-Count",
)


def build_app(settings: GatewaySettings) -> FastAPI:
    about = About.now(settings, service="gateway", clock=SystemClock())
    keys_client = create_client("", timeout=_KEYS_TIMEOUT)
    keys = RemoteKeys(keys_client, url=settings.jwks_url, clock=SystemClock())
    verifier = TokenVerifier(keys, settings)
    account_of = KnownCallers(verifier).account_of
    limiter = Limiter(settings, account_of=account_of)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        async with open_upstreams(settings) as upstreams, keys_client, limiter:
            proxy = Proxy(
                upstreams=upstreams,
                breakers=_breakers(settings),
                settings=settings,
                account_of=account_of,
            )
            app.state.token_verifier = verifier
            app.state.parts = Parts(
                about=about,
                settings=settings,
                proxy=proxy,
                feeds=LiveFeeds(settings, verifier=verifier),
                documents=ApiDocuments(
                    upstreams=upstreams,
                    own=_own_document(app),
                    kept=settings.api_documents_kept,
                ),
                clock=SystemClock(),
            )
            app.router.default = proxy  # after all routes, and after 405 for those
            yield

    app = FastAPI(
        title="Vitrine API",
        lifespan=lifespan,
        generate_unique_id_function=lambda route: route.name,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
    )
    install_problem_handlers(app)
    for router in (own, probes, feeds):
        app.include_router(router)
    add_api_docs(app)
    _wrap(app, settings, limiter=limiter)
    return app


def _breakers(settings: GatewaySettings) -> Mapping[Service, CircuitBreaker]:
    return {
        service: CircuitBreaker(
            threshold=settings.breaker_threshold,
            rest=settings.breaker_rest,
            now=time.monotonic,
        )
        for service in Service
    }


def _wrap(app: FastAPI, settings: GatewaySettings, *, limiter: Limiter) -> None:
    """From the inside out: what is added last meets a request first."""
    app.add_middleware(RateLimits, limiter=limiter)
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.cors_origins,
        # Any origin at all is never trusted with what a browser holds for the user.
        allow_credentials="*" not in settings.cors_origins,
        allow_methods=("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"),
        allow_headers=_ALLOWED_HEADERS,
        expose_headers=_SHOWN_HEADERS,
    )
    app.add_middleware(SecurityHeaders, is_production=settings.is_production)
    app.add_middleware(RequestContext)


def _own_document(app: FastAPI) -> Document:
    return get_openapi(
        title=app.title,
        version="1",
        summary="Everything the shop can do, in one place",
        description=_DESCRIPTION,
        routes=own.routes,
    )


def main() -> None:
    settings = load_settings(GatewaySettings)
    configure_logging(settings, service="gateway")
    if settings.metrics_port is not None:
        start_http_server(settings.metrics_port, addr=settings.metrics_host)
    serve(build_app(settings), settings)


if __name__ == "__main__":
    main()
