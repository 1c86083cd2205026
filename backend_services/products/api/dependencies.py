"""What the routes get handed: sessions that commit at the edge, and the service's own parts."""

import hmac
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyHeader

from backend_services.products.adapters.picture_processing import PictureStudio
from backend_services.products.domain.catalog import Visibility
from backend_services.products.domain.edit import Edit
from backend_services.products.settings import ProductsSettings
from backend_services.shared.audit.actor import Actor
from backend_services.shared.clock import Clock
from backend_services.shared.db.limits import RowId
from backend_services.shared.db.session import (
    ReadSession,
    SessionMaker,
    WriteSession,
    reading,
    unit_of_work,
)
from backend_services.shared.errors import Forbidden
from backend_services.shared.http.auth import OptionalUser, StaffUser
from backend_services.shared.http.conditional import IfMatch, parse_if_match
from backend_services.shared.http.turnstile import Turnstile
from backend_services.shared.ids import NewId
from backend_services.shared.observability.logging import get_logger

log = get_logger()


@dataclass(frozen=True, slots=True)
class Parts:
    """Made once by main.py, kept as `app.state.parts`."""

    sessions: SessionMaker
    settings: ProductsSettings
    turnstile: Turnstile
    studio: PictureStudio
    clock: Clock
    new_id: NewId


# async, for FastAPI sends a plain function through a thread.
async def _parts(request: Request) -> Parts:
    return cast("Parts", request.app.state.parts)


ProductsParts = Annotated[Parts, Depends(_parts)]


async def _writing(parts: ProductsParts) -> AsyncGenerator[WriteSession]:
    async with unit_of_work(parts.sessions) as session:
        yield session


async def _reserving(parts: ProductsParts) -> AsyncGenerator[WriteSession]:
    async with parts.turnstile.turn(), unit_of_work(parts.sessions) as session:
        yield session


async def _reading(parts: ProductsParts) -> AsyncGenerator[ReadSession]:
    async with reading(parts.sessions) as session:
        yield session


# scope="function": committed before the answer is sent. FastAPI's default would send it first.
Writing = Annotated[WriteSession, Depends(_writing, scope="function")]
Reserving = Annotated[WriteSession, Depends(_reserving, scope="function")]
Reading = Annotated[ReadSession, Depends(_reading, scope="function")]


async def _visibility(user: OptionalUser) -> Visibility:
    return Visibility.ALL if user is not None and user.is_staff else Visibility.ON_SALE


async def staff_noted(request: Request, staff: StaffUser) -> Actor:
    """Staff only, and who did what stays in the log."""
    log.info("staff.acted", user_id=staff.user_id, method=request.method, path=request.url.path)
    return Actor.of(staff)


StaffActor = Annotated[Actor, Depends(staff_noted)]


async def _edit(product_id: RowId, by: StaffActor, if_match: IfMatch = None) -> Edit:  # noqa: PLR0917 - FastAPI names them
    return Edit(product_id=product_id, by=by, seen=parse_if_match(if_match))


Editing = Annotated[Edit, Depends(_edit)]


Visible = Annotated[Visibility, Depends(_visibility)]


class WrongServiceKey(Forbidden):
    code, title = "wrong_service_key", "This door is for the shop's own services"


_service_key = APIKeyHeader(
    name="X-Service-Key", auto_error=False, description="The secret that orders and products share"
)


async def services_only(
    parts: ProductsParts, key: Annotated[str | None, Security(_service_key)]
) -> None:
    """Let in who knows the key.

    Raises:
        WrongServiceKey: missing, or not ours.
    """
    expected = parts.settings.service_key.get_secret_value()
    if not hmac.compare_digest((key or "").encode(), expected.encode()):
        raise WrongServiceKey
