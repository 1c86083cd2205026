import math
import time
from datetime import timedelta
from typing import Any

import pytest
from websockets.asyncio.client import connect

from backend_services.notifications.settings import NotificationsSettings
from tests.fixtures.tokens import TestKeys
from tests.service.notifications import happenings
from tests.service.notifications.listener import listening
from tests.service.notifications.mail_server import MailServer
from tests.service.notifications.office import Office, eventually, hear_and_lose_the_database

PATH = "/ws/notifications"


def soon() -> int:
    """When a token ends that must be taken first: tokens know whole seconds only."""
    return math.ceil(time.time()) + 4


async def test_two_people_hear_their_own_news_and_an_anonymous_client_none(
    live_url: str, office: Office, token_keys: TestKeys
) -> None:
    async with (
        listening(live_url + PATH) as ana,
        listening(live_url + PATH) as ben,
        listening(live_url + PATH) as anonymous,
    ):
        await ana.subscribe(token_keys.issue(7))
        await ben.subscribe(token_keys.issue(8))

        await office.hear(happenings.order_created(5, user_id=7))
        await office.hear(happenings.order_created(6, user_id=8))
        await office.hear(happenings.order_confirmed(5, user_id=7))

        assert [(await ana.hear())["data"]["message"] for _ in range(2)] == [
            "Order #5 confirmed",
            "Order #5: pending → confirmed",
        ]
        assert (await ben.hear())["data"]["order_id"] == 6
        assert await ana.is_answered()
        assert await ben.is_answered()
        assert await anonymous.is_answered()


async def test_a_frame_says_what_happened_to_which_order(
    live_url: str, office: Office, token_keys: TestKeys
) -> None:
    async with listening(live_url + PATH) as ana:
        await ana.subscribe(token_keys.issue(7))
        await office.hear(happenings.order_shipped(5, user_id=7))

        assert await ana.hear() == {
            "type": "notification",
            "position": 1,
            "data": {
                "id": 1,
                "event_type": "order_status_update",
                "subject": "Order #5 Status: Shipped",
                "message": "Order #5: confirmed → shipped",
                "timestamp": "2026-11-23T09:30:00.000000Z",
                "user_id": 7,
                "order_id": 5,
                "status": "shipped",
            },
        }


async def test_the_greeting_is_the_references(live_url: str) -> None:
    async with listening(live_url + PATH) as guest:
        assert guest.connection.response is not None
        assert guest.connection.response.headers["X-Request-ID"]
        assert await guest.is_answered()


async def test_a_token_at_the_handshake_is_enough(
    live_url: str, office: Office, token_keys: TestKeys
) -> None:
    header = {"Authorization": f"Bearer {token_keys.issue(7)}"}
    async with listening(live_url + PATH, additional_headers=header) as ana:
        assert (await ana.hear())["type"] == "subscribed"

        await office.hear(happenings.order_created(5, user_id=7))

        assert (await ana.hear())["data"]["order_id"] == 5


async def test_one_connection_speaks_for_several_people(
    live_url: str, office: Office, token_keys: TestKeys
) -> None:
    async with listening(live_url + PATH) as worker:
        for user_id in (7, 8):
            answer = await worker.subscribe(token_keys.issue(user_id))
            assert (answer["type"], answer["user_id"]) == ("subscribed", user_id)

        await office.hear(happenings.order_created(5, user_id=7))
        await office.hear(happenings.order_created(6, user_id=8))
        await office.hear(happenings.order_created(9, user_id=9))

        heard = [(await worker.hear())["data"]["user_id"] for _ in range(2)]
        assert sorted(heard) == [7, 8]  # between two people there is no order
        assert await worker.is_answered()


async def test_who_unsubscribes_hears_no_more(
    live_url: str, office: Office, token_keys: TestKeys
) -> None:
    async with listening(live_url + PATH) as worker:
        await worker.subscribe(token_keys.issue(7))
        await worker.subscribe(token_keys.issue(8))
        await worker.say({"type": "unsubscribe", "user_id": 7})
        assert await worker.hear() == {"type": "unsubscribed", "user_id": 7}

        await office.hear(happenings.order_created(5, user_id=7))
        await office.hear(happenings.order_created(6, user_id=8))

        assert (await worker.hear())["data"]["user_id"] == 8


async def test_an_expired_token_is_told_and_brings_no_more_frames(
    live_url: str, office: Office, token_keys: TestKeys
) -> None:
    async with listening(live_url + PATH) as ana:
        answer = await ana.subscribe(token_keys.issue(7, exp=soon()))
        assert answer["type"] == "subscribed"
        assert await ana.hear() == {"type": "expired", "user_id": 7}

        await office.hear(happenings.order_created(5, user_id=7))

        assert await ana.is_answered()


async def test_a_newer_token_lets_a_person_listen_on(
    live_url: str, office: Office, token_keys: TestKeys
) -> None:
    async with listening(live_url + PATH) as ana:
        await ana.subscribe(token_keys.issue(7, exp=soon()))
        old_end = await ana.subscribe(token_keys.issue(7, lives=timedelta(minutes=15)))
        other = await ana.subscribe(token_keys.issue(8, exp=soon()))
        assert other["expires_at"] < old_end["expires_at"]
        assert await ana.hear() == {"type": "expired", "user_id": 8}

        await office.hear(happenings.order_created(5, user_id=7))

        assert (await ana.hear())["data"]["order_id"] == 5


@pytest.mark.parametrize("claims", [{"aud": "elsewhere"}, {"exp": 1}, {"sub": "everybody"}])
async def test_a_bad_token_is_refused_and_leads_nowhere(
    *, live_url: str, office: Office, token_keys: TestKeys, claims: dict[str, Any]
) -> None:
    async with listening(live_url + PATH) as stranger:
        answer = await stranger.subscribe(token_keys.issue(7, **claims))
        assert (answer["type"], answer["code"]) == ("error", "invalid_token")

        await office.hear(happenings.order_created(5, user_id=7))

        assert await stranger.is_answered()


async def test_news_are_told_after_the_commit_and_not_of_what_was_rolled_back(
    live_url: str, office: Office, token_keys: TestKeys
) -> None:
    async with listening(live_url + PATH) as ana:
        await ana.subscribe(token_keys.issue(7))
        event = happenings.order_created(5, user_id=7)
        with pytest.raises(ConnectionError):
            await hear_and_lose_the_database(office, event)

        assert await ana.is_answered()
        assert await office.rows() == []


async def test_news_are_told_whatever_becomes_of_the_mail(
    *, live_url: str, office: Office, token_keys: TestKeys, mail_server: MailServer
) -> None:
    mail_server.stop()
    async with listening(live_url + PATH) as ana:
        await ana.subscribe(token_keys.issue(7))

        await office.hear(happenings.order_created(5, user_id=7))
        await office.hear(happenings.order_created(6, user_id=7, email=""))

        assert [(await ana.hear())["data"]["order_id"] for _ in range(2)] == [5, 6]


async def test_an_event_delivered_twice_is_told_once(
    live_url: str, office: Office, token_keys: TestKeys
) -> None:
    event = happenings.order_created(5, user_id=7)
    async with listening(live_url + PATH) as ana:
        await ana.subscribe(token_keys.issue(7))
        await office.hear(event)
        await office.hear(event)

        assert (await ana.hear())["data"]["order_id"] == 5
        assert await ana.is_answered()


async def test_who_left_is_forgotten(live_url: str, office: Office, token_keys: TestKeys) -> None:
    async with listening(live_url + PATH) as ana:
        await ana.subscribe(token_keys.issue(7))
        assert office.hub.listener_count == 1

    await eventually(lambda: office.hub.listener_count == 0)


class TestAnImpatientDoor:
    @pytest.fixture
    def settings(self, settings: NotificationsSettings) -> NotificationsSettings:
        return settings.model_copy(update={"live_identify_within": 3.0})

    async def test_who_does_not_say_who_they_are_is_closed_with_4401(self, live_url: str) -> None:
        async with listening(live_url + PATH) as stranger:
            assert await stranger.farewell() == (4401, [])

    async def test_when_nobody_is_left_a_connection_ends_with_4401(
        self, live_url: str, token_keys: TestKeys
    ) -> None:
        async with listening(live_url + PATH) as ana, listening(live_url + PATH) as bob:
            await ana.subscribe(token_keys.issue(7, lives=timedelta(seconds=2)))
            await bob.subscribe(token_keys.issue(8))
            await bob.say({"type": "unsubscribe", "user_id": 8})

            assert await ana.farewell() == (4401, [{"type": "expired", "user_id": 7}])
            assert await bob.farewell() == (4401, [{"type": "unsubscribed", "user_id": 8}])

    async def test_who_comes_back_in_time_may_stay(
        self, live_url: str, token_keys: TestKeys
    ) -> None:
        async with listening(live_url + PATH) as ana, listening(live_url + PATH) as stranger:
            await ana.subscribe(token_keys.issue(7))
            await ana.say({"type": "unsubscribe", "user_id": 7})
            await ana.hear()
            await ana.subscribe(token_keys.issue(7))
            assert (await stranger.farewell())[0] == 4401

            assert await ana.is_answered()

    async def test_who_did_may_stay(self, live_url: str, token_keys: TestKeys) -> None:
        async with listening(live_url + PATH) as ana, listening(live_url + PATH) as stranger:
            await ana.subscribe(token_keys.issue(7))
            assert (await stranger.farewell())[0] == 4401

            assert await ana.is_answered()


class TestANarrowDoor:
    @pytest.fixture
    def settings(self, settings: NotificationsSettings) -> NotificationsSettings:
        return settings.model_copy(update={"live_subscriptions": 2, "live_connections": 2})

    async def test_too_many_people_on_one_connection_are_told_so(
        self, live_url: str, token_keys: TestKeys
    ) -> None:
        async with listening(live_url + PATH) as worker:
            for user_id in (7, 8):
                await worker.subscribe(token_keys.issue(user_id))

            answer = await worker.subscribe(token_keys.issue(9))
            assert (answer["type"], answer["code"]) == ("error", "too_many_subscriptions")
            renewed = await worker.subscribe(token_keys.issue(8))
            assert renewed["type"] == "subscribed"

    async def test_a_full_house_is_closed_with_1013(
        self, live_url: str, token_keys: TestKeys
    ) -> None:
        async with (
            listening(live_url + PATH) as ana,
            listening(live_url + "/ws/catalog"),
        ):
            await ana.subscribe(token_keys.issue(7))
            async with connect(live_url + PATH) as late:
                await late.wait_closed()

            assert late.close_code == 1013
            assert await ana.is_answered()
