"""Who was away is told what they missed: in order, each once, and not without end."""

import asyncio
from contextlib import AsyncExitStack

import pytest
from websockets.asyncio.client import connect

from backend_services.notifications.settings import NotificationsSettings
from tests.fixtures.tokens import TestKeys
from tests.service.notifications import happenings
from tests.service.notifications.listener import Listener, listening
from tests.service.notifications.office import Office, hear_and_lose_the_database

PATH = "/ws/notifications"


async def order_news(office: Office, *order_ids: int, user_id: int = 7) -> None:
    for order_id in order_ids:
        await office.hear(happenings.order_created(order_id, user_id=user_id))


async def test_who_comes_back_is_told_what_was_missed_and_then_what_happens(
    live_url: str, office: Office, token_keys: TestKeys
) -> None:
    token = token_keys.issue(7)
    async with listening(live_url + PATH) as ana:
        assert (await ana.subscribe(token))["position"] == 0
        await order_news(office, 1)
        assert await ana.hear_positions(1) == [1]
    await order_news(office, 2, 3)
    await order_news(office, 4, user_id=8)

    async with listening(live_url + PATH) as ana:
        assert (await ana.subscribe(token, since=1))["position"] == 1
        assert await ana.hear_positions(2) == [2, 3]
        await order_news(office, 5)
        assert await ana.hear_positions(1) == [4]
        assert await ana.is_answered()


async def test_who_does_not_say_since_when_is_told_what_happens_from_now_on(
    live_url: str, office: Office, token_keys: TestKeys
) -> None:
    await order_news(office, 1, 2)
    async with listening(live_url + PATH) as ana:
        assert (await ana.subscribe(token_keys.issue(7)))["position"] == 2
        await order_news(office, 3)
        assert await ana.hear_positions(1) == [3]
        assert await ana.is_answered()


async def test_mails_that_sockets_do_not_tell_of_have_no_position(office: Office) -> None:
    await office.hear(happenings.registered(7))
    await order_news(office, 1)
    await office.hear(happenings.password_changed(7))

    assert [row.feed_position for row in await office.rows()] == [None, 1, None]


async def test_a_renewed_token_goes_on_where_the_old_one_was_whatever_it_says(
    live_url: str, office: Office, token_keys: TestKeys
) -> None:
    async with listening(live_url + PATH) as ana:
        await ana.subscribe(token_keys.issue(7))
        await order_news(office, 1, 2)
        assert await ana.hear_positions(2) == [1, 2]

        renewed = await ana.subscribe(token_keys.issue(7), since=0)

        assert renewed["position"] == 2
        assert await ana.is_answered()


async def test_a_token_at_the_handshake_may_say_since_when(
    live_url: str, office: Office, token_keys: TestKeys
) -> None:
    await order_news(office, 1, 2, 3)
    bearer = {"Authorization": f"Bearer {token_keys.issue(7)}"}

    async with listening(live_url + PATH + "?since=1", additional_headers=bearer) as ana:
        assert (await ana.hear())["position"] == 1
        assert await ana.hear_positions(2) == [2, 3]
        await order_news(office, 4)
        assert await ana.hear_positions(1) == [4]
        assert await ana.is_answered()


@pytest.mark.parametrize(
    "query", ["since=", "since=-1", "since=x", "since=1.5", f"since={2**63}", "since=1&since=2"]
)
async def test_a_handshake_that_says_since_nonsense_is_told_so_and_closed(
    live_url: str, token_keys: TestKeys, query: str
) -> None:
    bearer = {"Authorization": f"Bearer {token_keys.issue(7)}"}

    async with connect(f"{live_url}{PATH}?{query}", additional_headers=bearer) as connection:
        code, (error,) = await Listener(connection).farewell()

    assert (code, error["type"], error["code"]) == (1008, "error", "invalid_since")


async def test_who_says_since_later_is_told_what_lies_between_and_nothing_twice(
    live_url: str, office: Office, token_keys: TestKeys
) -> None:
    await order_news(office, 1, 2, 3)
    token = token_keys.issue(7)
    bearer = {"Authorization": f"Bearer {token}"}
    async with listening(live_url + PATH, additional_headers=bearer) as ana:
        assert (await ana.hear())["position"] == 3
        await order_news(office, 4)
        assert await ana.hear_positions(1) == [4]

        assert (await ana.subscribe(token, since=1))["position"] == 1

        assert await ana.hear_positions(2) == [2, 3]
        await order_news(office, 5)
        assert await ana.hear_positions(1) == [5]
        assert (await ana.subscribe(token, since=0))["position"] == 0
        assert await ana.hear_positions(1) == [1]
        assert await ana.is_answered()


async def test_positions_of_another_database_are_a_gap(
    live_url: str, office: Office, token_keys: TestKeys
) -> None:
    await order_news(office, 1)
    async with listening(live_url + PATH) as ana:
        assert (await ana.subscribe(token_keys.issue(7), since=2**63 - 1))["position"] == 1
        assert await ana.hear() == {"type": "gap", "user_id": 7, "position": 1}
        await order_news(office, 2)
        assert await ana.hear_positions(1) == [2]


async def test_nobodys_news_are_replayed_to_somebody_else(
    live_url: str, office: Office, token_keys: TestKeys
) -> None:
    await order_news(office, 1, 2)
    async with listening(live_url + PATH) as ben:
        await ben.subscribe(token_keys.issue(8), since=0)

        assert await ben.is_answered()


async def test_what_was_rolled_back_took_no_position(office: Office) -> None:
    event = happenings.order_created(1)
    with pytest.raises(ConnectionError):
        await hear_and_lose_the_database(office, event)

    await office.hear(event)
    await office.hear(event)
    await order_news(office, 2)

    assert [row.feed_position for row in await office.rows()] == [1, 2]


async def test_events_at_once_get_positions_without_holes_in_the_order_of_their_commits(
    office: Office,
) -> None:
    events = [happenings.order_created(number) for number in range(1, 31)]

    await asyncio.gather(*(office.hear(event) for event in events))

    found = sorted(row.feed_position or 0 for row in await office.rows())
    assert found == list(range(1, 31))


async def test_between_replay_and_live_nothing_is_lost_or_told_twice(
    live_url: str, office: Office, token_keys: TestKeys
) -> None:
    """Many come back while news pour in: each hears every position once, in order."""
    token = token_keys.issue(7)
    await order_news(office, *range(1, 11))
    pouring = asyncio.create_task(_pour(office, range(11, 61)))
    async with AsyncExitStack() as stack:
        told: list[asyncio.Task[list[int]]] = []
        for since in range(10):
            ana = await stack.enter_async_context(listening(live_url + PATH))
            assert (await ana.subscribe(token, since=since))["position"] == since
            told.append(asyncio.create_task(ana.hear_positions(60 - since)))
        await pouring

        for since, positions in enumerate(await asyncio.gather(*told)):
            assert positions == list(range(since + 1, 61))


async def _pour(office: Office, order_ids: range) -> None:
    streams = [order_ids[start::3] for start in range(3)]
    await asyncio.gather(*(order_news(office, *stream) for stream in streams))


class TestAShortMemory:
    @pytest.fixture
    def settings(self, settings: NotificationsSettings) -> NotificationsSettings:
        return settings.model_copy(update={"live_replay": 3})

    async def test_who_missed_more_than_is_told_again_hears_of_a_gap(
        self, live_url: str, office: Office, token_keys: TestKeys
    ) -> None:
        await order_news(office, *range(1, 7))
        async with listening(live_url + PATH) as ana:
            await ana.subscribe(token_keys.issue(7), since=1)

            assert await ana.hear_positions(3) == [2, 3, 4]
            assert await ana.hear() == {"type": "gap", "user_id": 7, "position": 6}
            await order_news(office, 7)
            assert await ana.hear_positions(1) == [7]

    async def test_who_missed_just_as_many_hears_them_all_and_of_no_gap(
        self, live_url: str, office: Office, token_keys: TestKeys
    ) -> None:
        await order_news(office, *range(1, 7))
        async with listening(live_url + PATH) as ana:
            await ana.subscribe(token_keys.issue(7), since=3)

            assert await ana.hear_positions(3) == [4, 5, 6]
            assert await ana.is_answered()
