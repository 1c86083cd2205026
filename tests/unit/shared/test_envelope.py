import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend_services.contracts.users import UserRegisteredV1
from backend_services.shared.messaging.envelope import Envelope, decode_message
from backend_services.shared.messaging.event import UnknownEvent

EVENT = UserRegisteredV1(user_id=7, email="ana@example.com", username="ana")


def envelope(event: UserRegisteredV1 = EVENT) -> Envelope[UserRegisteredV1]:
    return Envelope(
        event_id=UUID("0190a0a0-0000-7000-8000-000000000001"),
        aggregate="user:7",
        sequence=1,
        occurred_at=datetime(2026, 11, 23, 9, 30, 43, 836024, tzinfo=UTC),
        event=event,
        headers={"request_id": "abc"},
    )


@given(st.text(), st.integers(min_value=1, max_value=2**31 - 1))
def test_an_envelope_survives_its_way_over_the_wire(username: str, user_id: int) -> None:
    sent = envelope(UserRegisteredV1(user_id=user_id, email="a@example.com", username=username))

    assert decode_message(sent.encode()) == sent


def test_fields_that_a_consumer_does_not_know_are_ignored() -> None:
    message = json.loads(envelope().encode())
    message["payload"]["nickname"] = "A."
    message["added_later"] = True

    assert decode_message(json.dumps(message)) == envelope()


@pytest.mark.parametrize("body", ["", "junk", "[]", "3", "{}", '{"type":"user.registered"}'])
def test_what_is_no_envelope_is_refused(body: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        decode_message(body)


def test_an_event_nobody_knows_is_refused_by_name() -> None:
    message = json.loads(envelope().encode())
    message["type"] = "user.teleported"

    with pytest.raises(UnknownEvent, match=r"user\.teleported v1"):
        decode_message(json.dumps(message))
