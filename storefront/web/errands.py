"""What a socket cannot do, set a cookie: it sends the browser on an errand with a code.

A code is good once and for half a minute.
"""

import secrets
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from storefront.api.account import Person, Tokens
from storefront.web.return_path import HOME
from storefront.web.session_store import SessionStore

LIFETIME: Final = 30  # seconds; the browser follows at once


class Errand(BaseModel):
    model_config = ConfigDict(frozen=True)

    kind: Literal["hello", "sign_in", "sign_out"]
    session_id: str = Field(repr=False)
    tokens: Tokens | None = Field(default=None, repr=False)
    person: Person | None = None
    leads_to: str = HOME  # written by us alone, so it may be any page of the shop


async def issue_code(store: SessionStore, errand: Errand) -> str:
    code = secrets.token_urlsafe(32)
    await store.leave_note(code, errand.model_dump_json(), seconds=LIFETIME)
    return code


async def redeem_code(store: SessionStore, code: str) -> Errand | None:
    note = await store.take_note(code) if code else None
    try:
        return Errand.model_validate_json(note) if note is not None else None
    except ValidationError:
        return None  # left by an older shop
