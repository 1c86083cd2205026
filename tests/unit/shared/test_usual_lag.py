from datetime import timedelta

import pytest

from backend_services.contracts.users import UserRegisteredV1
from backend_services.shared.clock import SystemClock
from backend_services.shared.ids import new_id
from backend_services.shared.messaging.envelope import Envelope
from backend_services.shared.observability.messaging import observe_consumed, usual_lag


def hear(consumer: str, *, late: timedelta) -> None:
    event = UserRegisteredV1(user_id=7, email="ana@example.com", username="ana")
    envelope = Envelope(
        event_id=new_id(),
        aggregate="user:7",
        sequence=1,
        occurred_at=SystemClock().now() - late,
        event=event,
    )
    observe_consumed(consumer, envelope=envelope, is_new=True)


def test_the_usual_lag_is_the_middle_one_and_what_was_replayed_says_nothing() -> None:
    for late in (
        timedelta(seconds=1),
        timedelta(days=39),
        timedelta(hours=1),
        timedelta(minutes=1),
    ):
        hear("clerks", late=late)

    assert usual_lag("clerks") == pytest.approx(60, abs=5)


def test_who_heard_nothing_in_time_has_no_usual_lag() -> None:
    hear("porters", late=timedelta(days=2))

    assert usual_lag("porters") is None
