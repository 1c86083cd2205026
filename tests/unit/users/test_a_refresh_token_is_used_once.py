from datetime import UTC, datetime, timedelta

import pytest

from backend_services.users.domain.refresh_token import RefreshTokenState, Verdict, judge

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(seconds=1)
EARLIER = NOW - timedelta(seconds=1)


@pytest.mark.parametrize(
    ("expires_at", "used_at", "revoked_at", "verdict"),
    [
        (LATER, None, None, Verdict.GOOD),
        (NOW, None, None, Verdict.EXPIRED),
        (LATER, EARLIER, None, Verdict.REUSED),
        (EARLIER, EARLIER, None, Verdict.REUSED),  # a thief may come late
        (LATER, None, EARLIER, Verdict.REVOKED),
        (LATER, EARLIER, EARLIER, Verdict.REVOKED),
    ],
)
def test_only_an_unused_live_token_of_a_live_sign_in_is_good(
    expires_at: datetime,
    used_at: datetime | None,
    revoked_at: datetime | None,
    verdict: Verdict,
) -> None:
    token = RefreshTokenState(expires_at=expires_at, used_at=used_at, revoked_at=revoked_at)

    assert judge(token, now=NOW) is verdict
