"""How a service is, for staff: the same route in each."""

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from backend_services.shared.errors import Forbidden, Unauthenticated, Unavailable
from backend_services.shared.http.auth import StaffUser
from backend_services.shared.http.problems import responses
from backend_services.shared.http.wire import WireTime
from backend_services.shared.system.about import About
from backend_services.shared.system.event_flow import EventFlow


class AboutOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    service: str
    version: str
    commit: str | None = Field(description="null: whoever built it did not say")
    started_at: WireTime = Field(description="of the process that answers")


class OutboxOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    waiting: int = Field(description="events that no broker has yet")
    oldest_seconds: float | None = Field(description="age of the oldest; null: nothing waits")
    rejected: int = Field(description="of them, refused more than 3 times")


class HearingOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    queue: str
    waiting: int | None = Field(description="messages; null: the broker does not answer")
    dead: int | None = Field(description="messages put aside; null: as above")
    last_heard_at: WireTime | None
    usual_lag_seconds: float | None = Field(
        description="from the change to its effect, the median of the last hundred; null: none yet"
    )


class SystemOut(AboutOut):
    outbox: OutboxOut | None = Field(description="null: this service tells of nothing")
    hears: list[HearingOut]


async def _event_flow(request: Request) -> EventFlow:
    return cast("EventFlow", request.app.state.event_flow)


def system_router(about: About) -> APIRouter:
    """One for each service; `app.state.event_flow` is what it looks at."""
    router = APIRouter(
        prefix="/api/v1/system",
        tags=["staff"],
        responses=responses(Unauthenticated, Forbidden, Unavailable),
    )

    @router.get("")
    async def get_system(
        *, _staff: StaffUser, flow: Annotated[EventFlow, Depends(_event_flow)]
    ) -> SystemOut:
        """Which build runs here, and whether its events leave and arrive."""
        outbox = await flow.outbox()
        return SystemOut(
            **AboutOut.model_validate(about).model_dump(),
            outbox=None if outbox is None else OutboxOut.model_validate(outbox),
            hears=[HearingOut.model_validate(one) for one in await flow.hears()],
        )

    return router
