import base64
import hashlib
import secrets
from datetime import datetime
from typing import Final

from sqlalchemy import delete
from sqlmodel import col

from backend_services.shared.db.session import WriteSession
from backend_services.users.adapters.forgetting import Forgettable, forget
from backend_services.users.adapters.tables import HandoffCode
from backend_services.users.adapters.token_issuer import digest

_SECRET_BYTES: Final = 32  # 256 bits: not to be guessed


def issue(session: WriteSession, *, user_id: int, challenge: str, expires_at: datetime) -> str:
    """A code that is worth a sign-in to whoever has the secret behind the challenge, once."""
    code = secrets.token_urlsafe(_SECRET_BYTES)
    session.add(
        HandoffCode(
            digest=digest(code), user_id=user_id, challenge=challenge, expires_at=expires_at
        )
    )
    return code


async def redeem(session: WriteSession, *, code: str, verifier: str, now: datetime) -> int | None:
    """The user's id; a code that is tried with another secret is as gone as a used one."""
    taken = (
        delete(HandoffCode)
        .where(col(HandoffCode.digest) == digest(code))
        .returning(
            col(HandoffCode.user_id), col(HandoffCode.challenge), col(HandoffCode.expires_at)
        )
    )
    found = (await session.execute(taken)).one_or_none()
    if found is None or found.expires_at <= now:
        return None
    is_theirs = secrets.compare_digest(found.challenge, challenge_of(verifier))
    return found.user_id if is_theirs else None


def challenge_of(verifier: str) -> str:
    """S256, as in RFC 7636, 4.2."""
    hashed = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()


async def delete_old(session: WriteSession, *, before: datetime, limit: int) -> int:
    """Forget codes that ended before then; answer how many."""
    old = Forgettable(
        HandoffCode, key=col(HandoffCode.digest), condition=col(HandoffCode.expires_at) < before
    )
    return await forget(session, old, limit=limit)
