import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Path
from starlette.requests import HTTPConnection

from backend_services.notifications.domain.viewer import Viewer
from backend_services.notifications.live.subscriptions import SubscriptionRules
from backend_services.notifications.live.switchboard import Switchboard
from backend_services.notifications.use_cases.record_notice import Desk
from backend_services.shared.db.limits import RowId
from backend_services.shared.db.session import (
    ReadSession,
    SessionMaker,
    WriteSession,
    reading,
    unit_of_work,
)
from backend_services.shared.http.auth import CurrentUser, StaffUser


@dataclass(frozen=True, slots=True)
class Parts:
    """What the routes work with; main.py puts it on the application's state."""

    sessions: SessionMaker
    desk: Desk


@dataclass(frozen=True, slots=True)
class LiveParts:
    """As above, for the sockets."""

    switchboard: Switchboard
    rules: SubscriptionRules
    seats: asyncio.Semaphore
    frames_per_client: int
    send_within: float  # seconds


def _parts(connection: HTTPConnection) -> Parts:
    return cast("Parts", connection.app.state.parts)


def _live_parts(connection: HTTPConnection) -> LiveParts:
    return cast("LiveParts", connection.app.state.live_parts)


TheParts = Annotated[Parts, Depends(_parts)]
TheLiveParts = Annotated[LiveParts, Depends(_live_parts)]


async def _reading(found: TheParts) -> AsyncGenerator[ReadSession]:
    async with reading(found.sessions) as session:
        yield session


async def _writing(found: TheParts) -> AsyncGenerator[WriteSession]:
    async with unit_of_work(found.sessions) as session:
        yield session


async def _viewer(user: CurrentUser) -> Viewer:
    return Viewer(user_id=user.user_id, is_staff=user.is_staff, role=user.role.value)


async def staff(user: StaffUser) -> Viewer:
    return Viewer(user_id=user.user_id, is_staff=True, role=user.role.value)


# scope="function": committed before the answer is sent. FastAPI's default would send it first.
Writing = Annotated[WriteSession, Depends(_writing, scope="function")]
Reading = Annotated[ReadSession, Depends(_reading, scope="function")]
Viewing = Annotated[Viewer, Depends(_viewer)]
Staff = Annotated[Viewer, Depends(staff)]
NotificationId = Annotated[RowId, Path()]
ProductId = Annotated[RowId, Path()]
