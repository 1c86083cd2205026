import json
from datetime import UTC, datetime

import pytest

from backend_services.notifications.domain.news import PersonalNews, ProductNews
from backend_services.notifications.live import frames
from backend_services.notifications.live.frames import (
    BadFrame,
    Ping,
    Subscribe,
    Unsubscribe,
    read_frame,
)


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ('{"type":"ping"}', Ping(type="ping")),
        ('{"type":"ping","extra":1}', Ping(type="ping")),
        ('{"type":"subscribe","token":"t"}', Subscribe(type="subscribe", token="t")),
        (
            '{"type":"subscribe","token":"t","since":0}',
            Subscribe(type="subscribe", token="t", since=0),
        ),
        ('{"type":"unsubscribe","user_id":7}', Unsubscribe(type="unsubscribe", user_id=7)),
    ],
)
def test_what_clients_say_is_understood(text: str, frame: frames.ClientFrame) -> None:
    assert read_frame(text) == frame


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (None, "malformed_frame"),
        ("", "malformed_frame"),
        ("{", "malformed_frame"),
        ("[1]", "malformed_frame"),
        ("1", "malformed_frame"),
        ("null", "malformed_frame"),
        ("[" * 16_000, "malformed_frame"),
        ('{"a":' * 3_000, "malformed_frame"),
        ("{}", "unknown_frame"),
        ('{"type":"dance"}', "unknown_frame"),
        ('{"type":["ping"]}', "unknown_frame"),
        ('{"type":"subscribe"}', "unknown_frame"),
        ('{"type":"subscribe","token":7}', "unknown_frame"),
        ('{"type":"subscribe","token":"t","since":-1}', "unknown_frame"),
        ('{"type":"subscribe","token":"t","since":9223372036854775808}', "unknown_frame"),
        ('{"type":"subscribe","token":"t","since":1e400}', "malformed_frame"),
        ('{"type":"subscribe","token":"t","since":"soon"}', "unknown_frame"),
        ('{"type":"unsubscribe","user_id":99999999999999999999}', "unknown_frame"),
        ('{"type":"unsubscribe","user_id":2147483648}', "unknown_frame"),
    ],
)
def test_what_is_not_understood_is_named(text: str | None, code: str) -> None:
    with pytest.raises(BadFrame) as refusal:
        read_frame(text)

    assert refusal.value.code == code


def test_a_refused_frame_is_not_repeated_to_anybody() -> None:
    with pytest.raises(BadFrame) as refusal:
        read_frame('{"type":"subscribe","token":["secret-token"]}')

    assert refusal.value.message == "This frame is not understood: look at subscribe.token"


def test_a_notification_frame_has_the_documented_fields() -> None:
    news = PersonalNews(
        position=12,
        notification_id=3,
        event_type="order_status_update",
        subject="Order #4 Status: Shipped",
        message="Order #4: confirmed → shipped",
        occurred_at=datetime(2026, 11, 23, 9, 30, 43, 836024, tzinfo=UTC),
        user_id=7,
        order_id=4,
        status="shipped",
    )

    assert json.loads(frames.notification(news)) == {
        "type": "notification",
        "position": 12,
        "data": {
            "id": 3,
            "event_type": "order_status_update",
            "subject": "Order #4 Status: Shipped",
            "message": "Order #4: confirmed → shipped",
            "timestamp": "2026-11-23T09:30:43.836024Z",
            "user_id": 7,
            "order_id": 4,
            "status": "shipped",
        },
    }


def test_a_catalogue_frame_has_the_documented_fields() -> None:
    news = ProductNews(product_id=1, sequence=4, price="38.50", stock_quantity=3, is_active=True)

    assert json.loads(frames.products([news])) == {
        "type": "products",
        "data": [{"id": 1, "price": "38.50", "stock_quantity": 3, "is_active": True}],
    }
