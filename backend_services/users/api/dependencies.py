"""What the routes get handed: sessions that commit at the edge, and the service's own parts."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from backend_services.shared.clock import Clock
from backend_services.shared.db.session import (
    ReadSession,
    SessionMaker,
    WriteSession,
    reading,
    unit_of_work,
)
from backend_services.shared.ids import NewId
from backend_services.users.adapters.password_hasher import PasswordHasher
from backend_services.users.adapters.signing_keys import SigningKeys
from backend_services.users.adapters.token_issuer import TokenIssuer


@dataclass(frozen=True, slots=True)
class Parts:
    """Made once by main.py, kept as `app.state.parts`."""

    sessions: SessionMaker
    hasher: PasswordHasher
    keys: SigningKeys
    issuer: TokenIssuer
    clock: Clock
    new_id: NewId


def _parts(request: Request) -> Parts:
    return cast("Parts", request.app.state.parts)


UsersParts = Annotated[Parts, Depends(_parts)]


async def _writing(parts: UsersParts) -> AsyncGenerator[WriteSession]:
    async with unit_of_work(parts.sessions) as session:
        yield session


async def _reading(parts: UsersParts) -> AsyncGenerator[ReadSession]:
    async with reading(parts.sessions) as session:
        yield session


# scope="function": committed before the answer is sent. FastAPI's default would send it first.
Writing = Annotated[WriteSession, Depends(_writing, scope="function")]
Reading = Annotated[ReadSession, Depends(_reading, scope="function")]
