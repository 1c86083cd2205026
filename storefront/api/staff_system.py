"""How the parts of the shop are. Whatever is away is said to be, and hides nothing else."""

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Final

from storefront.api.client import Call, Gateway
from storefront.api.errors import Broken, GatewayError, Unavailable
from storefront.api.formatting import counted, instant
from storefront.api.parts import hurried, known
from storefront.api.staff_system_models import Hearing, Part, SystemReport, Telling
from storefront.api.staff_system_wire import (
    AboutOut,
    HealthOut,
    HearingOut,
    OutboxOut,
    OverviewOut,
    SystemOut,
)

# As the gateway's overview calls them.
SERVICES: Final[Mapping[str, str]] = {
    "users": "user-service",
    "products": "product-service",
    "orders": "order-service",
    "notifications": "notification-service",
}
LATE: Final = 30.0  # seconds an event may wait before it is a trouble; the alarm's own limit
MINUTE: Final = 60.0  # seconds
HOUR: Final = 3600.0  # seconds
UNKNOWN: Final = "not known"
NOTHING: Final = "–"  # noqa: RUF001 - a dash, as long as a figure's


async def look(gateway: Gateway) -> SystemReport:
    """Gateway and services, each asked for itself.

    Raises:
        GatewayError: whoever asks may not know.
    """
    asked = hurried(gateway)
    health, (edge, *found) = await asyncio.gather(
        _health(asked),
        asyncio.gather(
            known(partial(_edge, asked), None),
            *(known(partial(_service, asked, name), None) for name in SERVICES),
        ),
    )
    systems = {
        name: one for name, one in zip(SERVICES, found, strict=True) if isinstance(one, SystemOut)
    }
    gateway_health = HealthOut(status="down" if health is None else "up", error="Unreachable")
    return SystemReport(
        parts=[
            _part("gateway", health=gateway_health, about=edge),
            *(
                _part(name, health=(health or {}).get(called), about=systems.get(name))
                for name, called in SERVICES.items()
            ),
        ],
        telling=[
            _telling(name, one.outbox) for name, one in systems.items() if one.outbox is not None
        ],
        hearing=[_hearing(queue) for one in systems.values() for queue in one.hears],
    )


async def _edge(gateway: Gateway) -> AboutOut | None:
    return await gateway.fetch(_about("gateway"), answer=AboutOut)


async def _service(gateway: Gateway, name: str) -> SystemOut | None:
    return await gateway.fetch(_about(name), answer=SystemOut)


def _about(name: str) -> Call:
    return Call(method="GET", path=f"/system/{name}")


async def _health(gateway: Gateway) -> Mapping[str, HealthOut] | None:
    """By service; None when the gateway itself does not answer."""
    try:
        call = Call(method="GET", path="/health")
        return (await gateway.fetch(call, answer=OverviewOut)).services
    except (Unavailable, Broken):
        pass
    try:
        await gateway.send(Call(method="GET", path="/health/live"))
    except GatewayError:
        return None
    # It answers 503 when all services are down, and only then.
    return {called: HealthOut(status="down", error="Unreachable") for called in SERVICES.values()}


def _part(name: str, *, health: HealthOut | None, about: AboutOut | None) -> Part:
    milliseconds = health.response_time_ms if health is not None else None
    return Part(
        name=name,
        state=_state(health),
        level="in" if health is not None and health.status == "up" else "out",
        answer="" if milliseconds is None else f"{milliseconds:.0f} ms",
        version=about.version if about else "",
        commit=(about.commit or "") if about else "",
        since=instant(about.started_at) if about else "",
    )


def _state(health: HealthOut | None) -> str:
    if health is None:
        return UNKNOWN.capitalize()
    return "Up" if health.status == "up" else f"Down: {(health.error or UNKNOWN).lower()}"


def _telling(name: str, outbox: OutboxOut) -> Telling:
    oldest = outbox.oldest_seconds
    refused = f", {outbox.rejected:,} refused" if outbox.rejected else ""
    return Telling(
        name=name,
        waiting=f"{outbox.waiting:,}{refused}",
        oldest="nothing waits" if oldest is None else duration(oldest),
        level="low" if outbox.rejected or (oldest or 0) > LATE else "",
    )


def _hearing(heard: HearingOut) -> Hearing:
    lag, at = heard.usual_lag_seconds, heard.last_heard_at
    return Hearing(
        queue=heard.queue.removesuffix(".fifo"),
        waiting=UNKNOWN if heard.waiting is None else f"{heard.waiting:,}",
        dead=UNKNOWN if heard.dead is None else f"{heard.dead:,}",
        last_heard=instant(at) if at else "",
        lag=NOTHING if lag is None else duration(lag),
        level="low" if heard.dead else "",
    )


def duration(seconds: float) -> str:
    """As people say it: 40 ms, 3.2 s, 5 minutes, 2 hours."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < MINUTE:
        return f"{seconds:.1f} s"
    if seconds < HOUR:
        return counted(int(seconds / MINUTE), "minute")
    return counted(int(seconds / HOUR), "hour")
