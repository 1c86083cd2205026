import asyncio
import json
from datetime import UTC, datetime, timedelta

from backend_services.notifications.live.announcer import PersonalNews, ProductNews
from backend_services.notifications.live.client import Client
from backend_services.notifications.live.hub import Hub
from backend_services.shared.clock import FixedClock

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
LATER = int((NOW + timedelta(minutes=15)).timestamp())


def news_for(user_id: int) -> PersonalNews:
    return PersonalNews(
        notification_id=1,
        event_type="order_confirmation",
        subject="Order #5 Confirmed",
        message="Order #5 confirmed",
        occurred_at=NOW,
        user_id=user_id,
        order_id=5,
        status="pending",
    )


def product(product_id: int, *, stock: int) -> ProductNews:
    return ProductNews(product_id=product_id, price="1.00", stock_quantity=stock, is_active=True)


def new_hub(clock: FixedClock | None = None) -> Hub:
    return Hub(clock=clock or FixedClock(NOW), batch_every=0.0)


def new_client(limit: int = 10) -> Client:
    return Client(limit=limit)


def test_news_reach_all_of_a_persons_clients_and_nobody_else() -> None:
    hub, phone, laptop, stranger = new_hub(), new_client(), new_client(), new_client()
    hub.listen(phone, user_id=7, expires_at=LATER)
    hub.listen(laptop, user_id=7, expires_at=LATER)
    hub.listen(stranger, user_id=8, expires_at=LATER)

    hub.tell_person(news_for(7))

    assert [len(client.remaining()) for client in (phone, laptop, stranger)] == [1, 1, 0]


def test_after_the_token_expired_nothing_comes_even_before_its_timer_rang() -> None:
    clock = FixedClock(NOW)
    hub, client = new_hub(clock), new_client()
    hub.listen(client, user_id=7, expires_at=LATER)
    clock.advance(timedelta(minutes=15))

    hub.tell_person(news_for(7))

    assert client.remaining() == []


def test_who_stopped_listening_hears_nothing() -> None:
    hub, client = new_hub(), new_client()
    hub.listen(client, user_id=7, expires_at=LATER)
    hub.stop_listening(client, user_id=7)
    hub.stop_listening(client, user_id=7)

    hub.tell_person(news_for(7))

    assert client.remaining() == []


async def test_a_full_client_is_given_up_and_the_others_hear_on() -> None:
    hub, slow, quick = new_hub(), new_client(limit=2), new_client(limit=10)
    hub.listen(slow, user_id=7, expires_at=LATER)
    hub.listen(quick, user_id=7, expires_at=LATER)

    for _ in range(5):
        hub.tell_person(news_for(7))

    await asyncio.wait_for(slow.overrun(), timeout=1)
    assert len(slow.remaining()) == 2
    assert len(quick.remaining()) == 5


async def test_changes_of_one_moment_travel_in_one_frame_latest_only() -> None:
    hub, client = new_hub(), new_client()
    hub.watch_window(client)

    for stock in (3, 2, 1):
        hub.tell_everyone(product(1, stock=stock))
    hub.tell_everyone(product(2, stock=9))

    frame = json.loads(await asyncio.wait_for(client.next_frame(), timeout=1))
    assert [(row["id"], row["stock_quantity"]) for row in frame["data"]] == [(1, 1), (2, 9)]
    assert client.remaining() == []


async def test_a_change_after_the_frame_gets_a_frame_of_its_own() -> None:
    hub, client = new_hub(), new_client()
    hub.watch_window(client)

    for stock in (2, 1):
        hub.tell_everyone(product(1, stock=stock))
        frame = json.loads(await asyncio.wait_for(client.next_frame(), timeout=1))
        assert frame["data"][0]["stock_quantity"] == stock


async def test_a_flood_of_changes_is_cut_into_frames_that_clients_accept() -> None:
    hub, client = new_hub(), new_client()
    hub.watch_window(client)

    for product_id in range(1, 1202):
        hub.tell_everyone(product(product_id, stock=1))
    first = json.loads(await asyncio.wait_for(client.next_frame(), timeout=1))

    rest = [json.loads(frame) for frame in client.remaining()]
    assert [len(frame["data"]) for frame in [first, *rest]] == [500, 500, 201]
