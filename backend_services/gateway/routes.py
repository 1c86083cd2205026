from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request, Response, WebSocket
from pydantic import BaseModel

from backend_services.gateway.health import Overview, look_around
from backend_services.gateway.parts import Parts
from backend_services.shared.errors import Forbidden, Unauthenticated
from backend_services.shared.http.auth import StaffUser
from backend_services.shared.http.health import Liveness, Readiness
from backend_services.shared.http.problems import responses
from backend_services.shared.http.wire import WireTime
from backend_services.shared.system.about import About
from backend_services.shared.system.routes import AboutOut

own = APIRouter(tags=["gateway"], generate_unique_id_function=lambda route: route.name)
probes = APIRouter(include_in_schema=False)
feeds = APIRouter()


def _parts(request: Request) -> Parts:
    return cast("Parts", request.app.state.parts)


GatewayParts = Annotated[Parts, Depends(_parts)]


class Greeting(BaseModel):
    name: str = "Vitrine API Gateway"
    version: str = "v1"
    status: str = "running"
    environment: str
    timestamp: WireTime


@feeds.websocket("/ws/notifications")
@feeds.websocket("/ws/catalog")
async def live_feed(socket: WebSocket) -> None:
    await cast("Parts", socket.app.state.parts).feeds.connect(socket)


@own.get("/")
async def greet(parts: GatewayParts) -> Greeting:
    """What this is."""
    return Greeting(environment=parts.settings.environment, timestamp=parts.clock.now())


@own.get("/health", response_model_exclude_none=True, responses={503: {"model": Overview}})
async def show_health(parts: GatewayParts, response: Response) -> Overview:
    """How each service is. 503 only when all of them are down."""
    overview = await look_around(parts.proxy.upstreams, clock=parts.clock)
    if overview.status == "unhealthy":
        response.status_code = 503
    return overview


@own.get(
    "/system/gateway", response_model=AboutOut, responses=responses(Unauthenticated, Forbidden)
)
async def get_gateway(parts: GatewayParts, _staff: StaffUser) -> About:
    """Which build of the gateway runs."""
    return parts.about


@probes.get("/health/live")
async def live() -> Liveness:
    return Liveness(service="gateway")


@probes.get("/health/ready")
async def ready() -> Readiness:
    """Always, once it answers: a gateway taken away when all services are down helps nobody."""
    return Readiness(status="healthy", service="gateway", checks={})


@probes.get("/openapi.json")
async def api_document(parts: GatewayParts) -> dict[str, object]:
    """The services' documents as one."""
    return await parts.documents.merged()
