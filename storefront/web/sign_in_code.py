"""How a form sent over the socket becomes a cookie: a code, good once and for half a minute."""

import secrets
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from storefront.api.account import Person, Tokens
from storefront.web.session_store import SessionStore

LIFETIME: Final = 30  # seconds; the browser follows at once


class Errand(BaseModel):
    """What the code stands for. It works only in the browser that asked for it."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["sign_in", "sign_out"]
    session_id: str = Field(repr=False)
    tokens: Tokens | None = Field(default=None, repr=False)
    person: Person | None = None


async def issue_code(store: SessionStore, errand: Errand) -> str:
    code = secrets.token_urlsafe(32)
    await store.leave_note(code, errand.model_dump_json(), seconds=LIFETIME)
    return code


async def redeem_code(store: SessionStore, *, code: str, session_id: str) -> Errand | None:
    note = await store.take_note(code) if code else None
    try:
        errand = Errand.model_validate_json(note) if note is not None else None
    except ValidationError:
        return None  # left by an older shop
    # A link with somebody else's code must not sign a visitor in to that account.
    is_theirs = errand is not None and secrets.compare_digest(errand.session_id, session_id)
    return errand if is_theirs else None
