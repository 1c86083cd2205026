import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from backend_services.notifications.domain.news import FeedPage, PersonalNews, ProductNews
from backend_services.notifications.live.client import Client
from backend_services.notifications.live.hub import Hub
from backend_services.shared.clock import FixedClock

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
LATER = int((NOW + timedelta(minutes=15)).timestamp())


def page(user_id: int = 7, *, after: int = 0, to: int, head: int | None = None) -> FeedPage:
    """The news behind `after`, up to and with `to`."""
    news = tuple(
        PersonalNews(
            position=position,
            notification_id=position,
            event_type="order_confirmation",
            subject="Order #5 Confirmed",
            message="Order #5 confirmed",
            occurred_at=NOW,
            user_id=user_id,
            order_id=5,
            status="pending",
        )
        for position in range(after + 1, to + 1)
    )
    return FeedPage(user_id=user_id, after=after, head=head or to, news=news)


def product(product_id: int, *, stock: int, sequence: int = 1) -> ProductNews:
    return ProductNews(
        product_id=product_id,
        sequence=sequence,
        price="1.00",
        stock_quantity=stock,
        is_active=True,
    )


def new_hub(clock: FixedClock | None = None) -> Hub:
    return Hub(clock=clock or FixedClock(NOW), batch_every=0.0)


def listening(hub: Hub, *, user_id: int = 7, position: int = 0, limit: int = 10) -> Client:
    client = Client(limit=limit)
    hub.listen(client, user_id=user_id, expires_at=LATER, position=position)
    return client


def heard(client: Client) -> list[tuple[str, int]]:
    frames: list[dict[str, Any]] = [json.loads(frame) for frame in client.remaining()]
    return [(frame["type"], frame["position"]) for frame in frames]


def test_news_reach_all_of_a_persons_clients_and_nobody_else() -> None:
    hub = new_hub()
    phone, laptop, stranger = listening(hub), listening(hub), listening(hub, user_id=8)

    hub.deliver(page(to=1))

    assert [len(client.remaining()) for client in (phone, laptop, stranger)] == [1, 1, 0]


def test_each_client_is_told_what_lies_behind_its_own_position_once() -> None:
    hub = new_hub()
    old, new = listening(hub, position=1), listening(hub, position=3)

    hub.deliver(page(after=1, to=3))
    hub.deliver(page(after=1, to=4))
    hub.deliver(page(after=3, to=4))

    assert heard(old) == [("notification", 2), ("notification", 3), ("notification", 4)]
    assert heard(new) == [("notification", 4)]


def test_a_page_that_begins_further_on_is_not_for_who_stands_behind() -> None:
    hub = new_hub()
    client = listening(hub, position=1)

    hub.deliver(page(after=3, to=4))
    hub.deliver(page(after=1, to=4))

    assert heard(client) == [("notification", 2), ("notification", 3), ("notification", 4)]


def test_behind_a_page_that_is_cut_comes_a_gap_and_then_what_is_new() -> None:
    hub = new_hub()
    client = listening(hub, position=0)

    hub.deliver(page(to=2, head=9))
    hub.deliver(page(after=9, to=10))

    assert heard(client) == [
        ("notification", 1),
        ("notification", 2),
        ("gap", 9),
        ("notification", 10),
    ]


def test_news_that_are_on_record_no_more_are_a_gap() -> None:
    hub = new_hub()
    client = listening(hub, position=3)

    hub.deliver(FeedPage(user_id=7, after=3, head=5, news=()))

    assert heard(client) == [("gap", 5)]


def test_after_the_token_expired_nothing_comes_even_before_its_timer_rang() -> None:
    clock = FixedClock(NOW)
    hub = new_hub(clock)
    client = listening(hub)
    clock.advance(timedelta(minutes=15))

    hub.deliver(page(to=1))

    assert client.remaining() == []


def test_who_stopped_listening_hears_nothing() -> None:
    hub = new_hub()
    client = listening(hub)
    hub.stop_listening(client, user_id=7)
    hub.stop_listening(client, user_id=7)

    hub.deliver(page(to=1))

    assert client.remaining() == []
    assert hub.people == set()


def test_a_full_client_is_told_of_a_gap_and_the_others_hear_all() -> None:
    hub = new_hub()
    slow, quick = listening(hub, limit=2), listening(hub, limit=10)

    for position in range(1, 6):
        hub.deliver(page(after=position - 1, to=position))

    assert slow.is_behind
    assert heard(slow) == [("notification", 1), ("notification", 2), ("gap", 5)]
    assert not slow.is_behind
    assert len(quick.remaining()) == 5


def test_after_its_gap_a_client_hears_on() -> None:
    hub = new_hub()
    client = listening(hub, limit=1)
    hub.deliver(page(to=3))
    assert heard(client) == [("notification", 1), ("gap", 3)]

    hub.deliver(page(after=3, to=4))

    assert heard(client) == [("notification", 4)]


def test_a_gap_of_one_person_is_no_gap_of_another_on_the_same_socket() -> None:
    hub = new_hub()
    client = listening(hub, limit=1)
    hub.listen(client, user_id=8, expires_at=LATER, position=0)
    hub.deliver(page(7, to=2))
    hub.deliver(page(8, to=1))

    told = [json.loads(frame) for frame in client.remaining()]

    assert [(frame["type"], frame["position"]) for frame in told] == [
        ("notification", 1),
        ("gap", 2),
        ("gap", 1),
    ]
    assert [frame["user_id"] for frame in told[1:]] == [7, 8]


async def test_who_asks_on_without_reading_is_given_up() -> None:
    client = Client(limit=2)

    for _ in range(3):
        client.answer("{}")

    await asyncio.wait_for(client.overrun(), timeout=30)
    assert len(client.remaining()) == 2


async def test_changes_of_one_moment_travel_in_one_frame_latest_only() -> None:
    hub, client = new_hub(), Client(limit=10)
    hub.watch_window(client)

    for sequence, stock in enumerate((3, 2, 1)):
        hub.tell_everyone(product(1, stock=stock, sequence=sequence))
    hub.tell_everyone(product(2, stock=9))

    frame = json.loads(await asyncio.wait_for(client.next_frame(), timeout=30))
    assert [(row["id"], row["stock_quantity"]) for row in frame["data"]] == [(1, 1), (2, 9)]
    assert client.remaining() == []


async def test_a_change_after_the_frame_gets_a_frame_of_its_own() -> None:
    hub, client = new_hub(), Client(limit=10)
    hub.watch_window(client)

    for sequence, stock in enumerate((2, 1)):
        hub.tell_everyone(product(1, stock=stock, sequence=sequence))
        frame = json.loads(await asyncio.wait_for(client.next_frame(), timeout=30))
        assert frame["data"][0]["stock_quantity"] == stock


async def test_what_was_shown_or_is_older_is_not_shown_again() -> None:
    hub, client = new_hub(), Client(limit=10)
    hub.watch_window(client)
    hub.tell_everyone(product(1, stock=5, sequence=5))
    await asyncio.wait_for(client.next_frame(), timeout=30)

    hub.tell_everyone(product(1, stock=5, sequence=5))
    hub.tell_everyone(product(1, stock=4, sequence=4))
    hub.tell_everyone(product(2, stock=1))

    frame = json.loads(await asyncio.wait_for(client.next_frame(), timeout=30))
    assert [row["id"] for row in frame["data"]] == [2]


async def test_a_slow_window_is_shown_the_newest_of_each_product_when_it_reads_again() -> None:
    hub, slow, quick = new_hub(), Client(limit=2), Client(limit=100)
    hub.watch_window(slow)
    hub.watch_window(quick)
    for sequence in range(1, 6):
        for product_id in (1, 2):
            hub.tell_everyone(product(product_id, stock=100 - sequence, sequence=sequence))
        await asyncio.wait_for(quick.next_frame(), timeout=30)

    shown = [json.loads(frame)["data"] for frame in slow.remaining()]

    assert [[(row["id"], row["stock_quantity"]) for row in data] for data in shown] == [
        [(1, 99), (2, 99)],
        [(1, 98), (2, 98)],
        [(1, 95), (2, 95)],
    ]
    assert not slow.is_behind


async def test_a_flood_of_changes_is_cut_into_frames_that_clients_accept() -> None:
    hub, client = new_hub(), Client(limit=10)
    hub.watch_window(client)

    for product_id in range(1, 1202):
        hub.tell_everyone(product(product_id, stock=1))
    first = json.loads(await asyncio.wait_for(client.next_frame(), timeout=30))

    rest = [json.loads(frame) for frame in client.remaining()]
    assert [len(frame["data"]) for frame in [first, *rest]] == [500, 500, 201]


def test_who_goes_back_hears_what_it_was_never_told_and_nothing_twice() -> None:
    hub = new_hub()
    client = listening(hub, position=5)
    hub.deliver(page(after=5, to=7))

    stands = hub.listen(client, user_id=7, expires_at=LATER, position=2)
    hub.deliver(page(after=2, to=8))
    farther = hub.listen(client, user_id=7, expires_at=LATER, position=0)
    hub.deliver(page(after=0, to=9))

    assert (stands, farther) == (2, 0)
    told = [position for _, position in heard(client)]
    assert told == [6, 7, 3, 4, 5, 8, 1, 2, 9]


def test_who_says_again_where_it_began_goes_on_where_it_stands() -> None:
    hub = new_hub()
    client = listening(hub, position=5)
    hub.deliver(page(after=5, to=7))

    assert hub.listen(client, user_id=7, expires_at=LATER, position=5) == 7
