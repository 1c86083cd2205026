"""What the routes get handed: sessions that commit at the edge, and the service's own parts."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Annotated, Final, cast

from fastapi import Depends, Header, Request

from backend_services.shared.clock import Clock
from backend_services.shared.db.session import (
    ReadSession,
    SessionMaker,
    WriteSession,
    reading,
    unit_of_work,
)
from backend_services.shared.ids import NewId
from backend_services.shared.messaging.wakeups import Wakeups
from backend_services.users.adapters.google_door import GoogleDoor
from backend_services.users.adapters.signing_keys import SigningKeys
from backend_services.users.adapters.token_issuer import TokenIssuer
from backend_services.users.use_cases.prove_password import PasswordCheck
from backend_services.users.use_cases.send_verification_link import LinkRules

_LONGEST_USER_AGENT: Final = 200  # characters that are kept


@dataclass(frozen=True, slots=True)
class Parts:
    """Made once by main.py, kept as `app.state.parts`."""

    sessions: SessionMaker
    keys: SigningKeys
    issuer: TokenIssuer
    check: PasswordCheck
    rules: LinkRules
    shop_url: str  # without a slash at the end
    google: GoogleDoor | None  # None: not configured
    reset_wakeups: Wakeups  # there is a wish for a new password
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


async def _user_agent(
    user_agent: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> str | None:
    """What the browser calls itself, to be recognised in a list of sign-ins; never parsed."""
    if not user_agent:
        return None
    shown = "".join(character for character in user_agent if character.isprintable())
    return shown[:_LONGEST_USER_AGENT] or None


UserAgent = Annotated[str | None, Depends(_user_agent)]
