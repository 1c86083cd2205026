"""What staff may read of a message that was given up."""

import json
from typing import Any

import pytest

from backend_services.contracts.orders import OrderLine, OrderShippedV1
from backend_services.contracts.users import UserPasswordResetRequestedV1
from backend_services.shared.dead_letters.contents import summary_of
from backend_services.shared.ids import new_id
from backend_services.shared.messaging.event import Event


def a_message(payload: Any) -> str:
    return json.dumps({"type": "order.created", "version": 1, "payload": payload})


def said_of(event: Event) -> dict[str, str]:
    return dict(summary_of(a_message(event.model_dump(mode="json"))))


def test_ids_and_states_are_shown_and_addresses_are_not() -> None:
    hold = new_id()
    event = OrderShippedV1(
        order_id=42,
        reservation_id=hold,
        user_id=7,
        user_email="ana@example.com",
        old_status="confirmed",
        new_status="shipped",
        updated_by="staff",
        tracking_number="VT42",
    )

    assert said_of(event) == {
        "order_id": "42",
        "reservation_id": str(hold),
        "user_id": "7",
        "old_status": "confirmed",
        "new_status": "shipped",
        "updated_by": "staff",
    }


def test_the_secret_of_a_link_is_not_shown() -> None:
    event = UserPasswordResetRequestedV1(
        user_id=7, email="ana@example.com", username="ana", reset_token="secret"
    )

    assert said_of(event) == {"user_id": "7"}


def test_lines_are_counted() -> None:
    line = OrderLine(product_id=1, sku="A", name="Pot", price="1.00", quantity=2, subtotal="2.00")

    assert summary_of(a_message({"lines": [line.model_dump()] * 3})) == {"lines": "3"}


@pytest.mark.parametrize(
    "body",
    ["", "{", "[]", "null", "7", "[" * 100_000, a_message(None), a_message([1]), "\ud800"],
)
def test_what_cannot_be_read_says_nothing(body: str) -> None:
    assert summary_of(body) == {}


def test_a_forged_message_shows_no_more() -> None:
    forged = {
        "order_id": {"email": "ana@example.com"},
        "token_id ": "secret",
        "sku": "x" * 1000 + "\n",
        "total": None,
        "quantity": 10**4000,
    }

    shown = summary_of(a_message(forged))

    assert set(shown) == {"sku", "quantity"}
    assert {len(text) for text in shown.values()} == {60}
