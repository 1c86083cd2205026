"""The life of a refresh token: used once, then replaced by the next of its sign-in."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    GOOD = "good"
    REUSED = "reused"  # somebody else holds a copy: the whole sign-in ends
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class RefreshTokenState:
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None  # of the sign-in


def judge(token: RefreshTokenState, *, now: datetime) -> Verdict:
    if token.revoked_at is not None:
        return Verdict.REVOKED
    if token.used_at is not None:
        return Verdict.REUSED
    if token.expires_at <= now:
        return Verdict.EXPIRED
    return Verdict.GOOD
