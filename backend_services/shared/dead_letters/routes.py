"""Dead letters for staff: the same routes in each service that hears events."""

from typing import Annotated, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field
from sqlalchemy import RowMapping

from backend_services.shared.db.limits import INT32_MAX, CleanText
from backend_services.shared.db.session import reading
from backend_services.shared.dead_letters import log
from backend_services.shared.dead_letters.mover import BrokerSilent
from backend_services.shared.dead_letters.redrive import (
    DeadLetterGone,
    DeadLetterNotFound,
    DeadLetters,
    UnknownQueue,
)
from backend_services.shared.errors import Forbidden, Unauthenticated, Unavailable, Unprocessable
from backend_services.shared.http.auth import StaffUser
from backend_services.shared.http.problems import responses
from backend_services.shared.http.wire import WireTime
from backend_services.shared.ids import made_at
from backend_services.shared.messaging.consumer import MAX_ATTEMPTS
from backend_services.shared.observability.logging import get_logger

log_ = get_logger()


class DeadLetterOut(BaseModel):
    id: int
    queue: str
    event_id: UUID | None = Field(description="null: the message could not be read")
    type: str | None
    aggregate: str | None
    happened_at: WireTime | None = Field(description="what the event tells of; null: unknown")
    attempts: int = Field(description="in a row, before it was given up")
    reason: str
    failed_at: WireTime
    redriven_at: WireTime | None
    redriven_by: int | None


class DeadLettersOut(BaseModel):
    items: list[DeadLetterOut]
    total: int
    limit: int
    offset: int
    depths: dict[str, int] = Field(description="messages that wait in the broker, by queue")


class ContentsOut(BaseModel):
    fields: dict[str, str] = Field(
        description="what the message says, without names, addresses and secrets"
    )


class RedriveIn(BaseModel):
    queue: Annotated[CleanText, Field(max_length=80)] | None = None
    limit: int = Field(default=100, ge=1, le=1000)


class RedrivenOut(BaseModel):
    redriven: int


def _shown(row: RowMapping) -> DeadLetterOut:
    event_id: UUID | None = row["event_id"]
    return DeadLetterOut(
        **{name: value for name, value in row.items() if name in DeadLetterOut.model_fields},
        happened_at=None if event_id is None else made_at(event_id),
        attempts=MAX_ATTEMPTS,
    )


async def _dead_letters(request: Request) -> DeadLetters:
    return cast("DeadLetters", request.app.state.dead_letters)


_Kept = Annotated[DeadLetters, Depends(_dead_letters)]
_DeadLetterId = Annotated[int, Field(ge=1, le=2**63 - 1)]


def dead_letter_router() -> APIRouter:
    """One for each service; `app.state.dead_letters` is what it works with."""
    router = APIRouter(
        prefix="/api/v1/dead-letters",
        tags=["staff"],
        responses=responses(Unauthenticated, Forbidden, Unprocessable, Unavailable, BrokerSilent),
    )

    @router.get("")
    async def list_dead_letters(
        *,
        _staff: StaffUser,
        kept: _Kept,
        waiting_only: bool = True,
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
        offset: Annotated[int, Query(ge=0, le=INT32_MAX)] = 0,
    ) -> DeadLettersOut:
        """Messages that failed for the last time and why, newest first."""
        async with reading(kept.sessions) as session:
            page = await log.find_page(
                session, waiting_only=waiting_only, limit=limit, offset=offset
            )
        return DeadLettersOut(
            items=[_shown(row) for row in page.items],
            total=page.total,
            limit=limit,
            offset=offset,
            depths=await kept.depths(),
        )

    @router.get("/{dead_letter_id}", responses=responses(DeadLetterNotFound, DeadLetterGone))
    async def look_inside_dead_letter(
        *, _staff: StaffUser, dead_letter_id: _DeadLetterId, kept: _Kept
    ) -> ContentsOut:
        """What one message says, as far as it can be shown; it stays where it is."""
        fields = await kept.look_inside(dead_letter_id=dead_letter_id)
        return ContentsOut(fields=dict(fields))

    @router.post("/redrive", responses=responses(UnknownQueue))
    async def redrive_dead_letters(
        *, staff: StaffUser, body: RedriveIn, kept: _Kept
    ) -> RedrivenOut:
        """Send what waits back into its queue; what was done before is not done again."""
        count = await kept.redrive(queue=body.queue, limit=body.limit, by=staff.user_id)
        log_.info("dead_letters.redriven", user_id=staff.user_id, count=count)
        return RedrivenOut(redriven=count)

    @router.post(
        "/{dead_letter_id}/redrive", responses=responses(DeadLetterNotFound, DeadLetterGone)
    )
    async def redrive_dead_letter(
        *, staff: StaffUser, dead_letter_id: _DeadLetterId, kept: _Kept
    ) -> RedrivenOut:
        """Send one message back into its queue."""
        await kept.redrive_one(dead_letter_id=dead_letter_id, by=staff.user_id)
        log_.info("dead_letters.redriven", user_id=staff.user_id, count=1)
        return RedrivenOut(redriven=1)

    return router
