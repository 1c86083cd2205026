from datetime import UTC, datetime, timedelta

import pytest

from backend_services.notifications.domain.delivery import (
    TRANSITIONS,
    IllegalStep,
    MailStatus,
    RetryPolicy,
    advance,
)

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("attempt", "pause"), [(1, 5), (2, 20), (3, 80), (4, 320), (5, 1280), (6, 3600), (7, 3600)]
)
def test_pauses_grow_fourfold_up_to_an_hour(attempt: int, pause: int) -> None:
    assert RetryPolicy().next_attempt(attempt=attempt, now=NOW) == NOW + timedelta(seconds=pause)


def test_the_thousandth_attempt_waits_an_hour_too() -> None:
    assert RetryPolicy().next_attempt(attempt=1000, now=NOW) == NOW + timedelta(hours=1)


def test_a_sent_mail_stays_sent() -> None:
    assert not TRANSITIONS[MailStatus.SENT]


def test_every_status_but_sent_leads_on() -> None:
    assert {status for status, targets in TRANSITIONS.items() if targets} == {
        MailStatus.PENDING,
        MailStatus.SENDING,
        MailStatus.FAILED,
    }


def test_a_failed_mail_is_not_sent_without_being_asked_for() -> None:
    with pytest.raises(IllegalStep, match="from failed to sending"):
        advance(MailStatus.FAILED, MailStatus.SENDING)
