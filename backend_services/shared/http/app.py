from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Final, TypeAlias

import uvicorn
from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from backend_services.shared.http.api_docs import add_api_docs
from backend_services.shared.http.auth import current_user, optional_user
from backend_services.shared.http.health import Check, health_router
from backend_services.shared.http.problems import install_problem_handlers
from backend_services.shared.http.request_context import RequestContext
from backend_services.shared.settings import ServiceSettings

_LARGEST_FRAME: Final = 64 * 1024  # bytes; a token is 1 KB
Lifespan: TypeAlias = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def create_app(
    *,
    service: str,
    routers: Sequence[APIRouter],
    lifespan: Lifespan,
    checks: Mapping[str, Check],
) -> FastAPI:
    """An application as every service of the shop is: problems, request id, health."""
    app = FastAPI(
        title=f"Vitrine {service}",
        lifespan=lifespan,
        generate_unique_id_function=lambda route: route.name,
        docs_url=None,  # FastAPI's own pages load their scripts from a CDN
        redoc_url=None,
    )
    install_problem_handlers(app)
    app.add_middleware(RequestContext)
    app.include_router(health_router(service=service, checks=checks))
    for router in routers:
        app.include_router(router)
    add_api_docs(app)
    _tell_where_signing_in_is_optional(app, routers)
    return app


def _tell_where_signing_in_is_optional(app: FastAPI, routers: Sequence[APIRouter]) -> None:
    """FastAPI's documents call a must what a route only reads if it is there."""
    written = app.openapi
    routes = [route for router in routers for route in router.routes]

    def openapi() -> dict[str, Any]:
        document = written()
        for route in routes:
            if isinstance(route, APIRoute) and _is_optional(route.dependant):
                for method in route.methods or ():
                    operation = document["paths"].get(route.path, {}).get(method.lower(), {})
                    required = operation.get("security", [])
                    operation["security"] = [{}, *(one for one in required if one)]
        return document

    app.openapi = openapi


def _is_optional(dependant: Dependant) -> bool:
    calls = _calls(dependant)
    return optional_user in calls and current_user not in calls


def _calls(dependant: Dependant) -> set[Callable[..., Any] | None]:
    inner = [_calls(each) for each in dependant.dependencies]
    return {dependant.call}.union(*inner)


def serve(app: FastAPI, settings: ServiceSettings) -> None:
    """Run until SIGTERM or SIGINT; requests under way are finished first."""
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,  # observability/logging.py has configured it
        access_log=False,
        server_header=False,
        proxy_headers=False,  # uvicorn would believe whoever is on this machine
        timeout_graceful_shutdown=10,
        ws_max_size=_LARGEST_FRAME,
    )
