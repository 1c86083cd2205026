import json

import pytest

from tests.fixtures.tokens import TestKeys
from tests.service.notifications import happenings
from tests.service.notifications.listener import listening
from tests.service.notifications.office import Office

PATHS = ("/ws/notifications", "/ws/catalog")
JUNK: tuple[str | bytes, ...] = (
    "",
    "hello",
    "[1]",
    "null",
    "42",
    '"ping"',
    "{}",
    '{"type":1}',
    '{"type":"dance"}',
    '{"type":"subscribe"}',
    '{"type":"subscribe","token":null}',
    '{"type":"subscribe","token":""}',
    '{"type":"subscribe","token":"a.b.c"}',
    '{"type":"subscribe","token":"\\u0000"}',
    '{"type":"unsubscribe","user_id":"x"}',
    "[" * 10_000,
    b"\x00\xff",
)


@pytest.mark.parametrize("path", PATHS)
async def test_junk_is_answered_and_leaves_no_zombie(live_url: str, path: str) -> None:
    async with listening(live_url + path) as listener:
        for junk in JUNK:
            await listener.connection.send(junk)

            assert (await listener.hear())["type"] == "error", junk
            assert await listener.is_answered(), junk


async def test_after_junk_the_news_still_come(
    live_url: str, office: Office, token_keys: TestKeys
) -> None:
    async with listening(live_url + "/ws/notifications") as ana:
        await ana.subscribe(token_keys.issue(7))
        await ana.connection.send("[1]")
        assert (await ana.hear())["code"] == "malformed_frame"

        await office.hear(happenings.order_created(5, user_id=7))

        assert (await ana.hear())["data"]["order_id"] == 5


@pytest.mark.parametrize("path", PATHS)
async def test_too_large_a_frame_ends_the_connection_with_1009(live_url: str, path: str) -> None:
    async with listening(live_url + path) as listener:
        await listener.connection.send(json.dumps({"type": "ping", "padding": "x" * 20_000}))

        code, frames = await listener.farewell()
        assert code == 1009
        assert [frame["code"] for frame in frames] == ["frame_too_large"]


@pytest.mark.parametrize("path", PATHS)
async def test_who_sends_nothing_but_junk_is_closed_with_1008(live_url: str, path: str) -> None:
    async with listening(live_url + path) as listener:
        for _ in range(20):
            await listener.connection.send("junk")

        code, frames = await listener.farewell()
        assert code == 1008
        assert [frame["code"] for frame in frames] == ["malformed_frame"] * 20
