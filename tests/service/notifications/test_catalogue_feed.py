import asyncio
import socket
from typing import Any

import httpx
import pytest
from prometheus_client import REGISTRY
from websockets.asyncio.client import connect

from backend_services.notifications.domain.news import ProductNews
from backend_services.notifications.settings import NotificationsSettings
from tests.service.notifications import happenings
from tests.service.notifications.listener import Listener, listening
from tests.service.notifications.office import Office, eventually

PATH = "/ws/catalog"
FLOOD = 250  # frames of 32 kB: more than the 4 MB that Linux lets a socket hold


async def test_everybody_sees_what_changed(live_url: str, office: Office) -> None:
    async with listening(live_url + PATH) as one, listening(live_url + PATH) as other:
        await office.hear(happenings.stock_changed(1, stock=3))

        frame = {
            "type": "products",
            "data": [{"id": 1, "price": "38.50", "stock_quantity": 3, "is_active": True}],
        }
        assert await one.hear() == frame
        assert await other.hear() == frame


async def test_what_a_redrive_brings_late_is_not_shown(live_url: str, office: Office) -> None:
    async with listening(live_url + PATH) as listener:
        await office.hear(happenings.stock_changed(1, stock=1, sequence=9))
        assert (await listener.hear())["data"][0]["stock_quantity"] == 1

        await office.hear(happenings.stock_changed(1, stock=50, sequence=8))
        await office.hear(happenings.stock_changed(2, stock=7, sequence=1))

        assert [row["id"] for row in (await listener.hear())["data"]] == [2]


async def test_nobodys_orders_are_shown_there(live_url: str, office: Office) -> None:
    async with listening(live_url + PATH) as listener:
        await office.hear(happenings.order_created())
        await office.hear(happenings.stock_changed())

        assert (await listener.hear())["type"] == "products"


async def test_a_subscription_is_not_needed_there(live_url: str) -> None:
    async with listening(live_url + PATH) as listener:
        answer = await listener.subscribe("any")

        assert (answer["type"], answer["code"]) == ("error", "unknown_frame")


async def test_who_left_is_forgotten(live_url: str, office: Office) -> None:
    async with listening(live_url + PATH):
        await eventually(lambda: office.hub.watcher_count == 1)

    await eventually(lambda: office.hub.watcher_count == 0)


async def test_open_sockets_are_in_the_figures(live_url: str, office: Office) -> None:
    async with listening(live_url + PATH), httpx.AsyncClient() as client:
        await eventually(lambda: office.hub.watcher_count == 1)

        figures = await client.get(live_url.replace("ws", "http", 1) + "/metrics")

    assert 'live_clients{feed="catalog"} 1.0' in figures.text


class TestASlowReader:
    @pytest.fixture
    def settings(self, settings: NotificationsSettings) -> NotificationsSettings:
        return settings.model_copy(
            update={"live_batch_every": 0.0, "live_frames_per_client": 50, "live_patience": 60.0}
        )

    async def test_is_shown_how_all_stands_in_the_end_and_the_others_every_frame(
        self, live_url: str, office: Office
    ) -> None:
        async with (
            listening(live_url + PATH, **not_reading(live_url)) as slow,
            listening(live_url + PATH) as quick,
        ):
            await eventually(lambda: office.hub.watcher_count == 2)
            before = dropped()
            await flood(office, quick)

            assert figure("live_slow_clients") == 1
            frames = [await asyncio.wait_for(slow.hear(), timeout=30)]
            while frames[-1]["data"][0]["stock_quantity"] < FLOOD - 1:
                frames.append(await asyncio.wait_for(slow.hear(), timeout=30))

            assert len(frames) < FLOOD
            assert dropped() - before > FLOOD - len(frames)  # one frame tells of many
            assert await slow.is_answered()
            assert await quick.is_answered()
            assert figure("live_slow_clients") == 0


class TestADeadReader:
    @pytest.fixture
    def settings(self, settings: NotificationsSettings) -> NotificationsSettings:
        return settings.model_copy(
            update={"live_batch_every": 0.0, "live_frames_per_client": 50, "live_patience": 0.5}
        )

    async def test_is_let_go(self, live_url: str, office: Office) -> None:
        async with (
            connect(live_url + PATH, **not_reading(live_url)) as dead,
            listening(live_url + PATH) as quick,
        ):
            await eventually(lambda: office.hub.watcher_count == 2)
            await flood(office, quick)

            await eventually(lambda: office.hub.watcher_count == 1)
            assert await quick.is_answered()
            await eventually(lambda: figure("live_slow_clients") == 0)
            assert figure("live_clients") == 1
            dead.transport.abort()


def figure(name: str) -> float:
    return REGISTRY.get_sample_value(name, {"feed": "catalog"}) or 0


def dropped() -> float:
    return figure("live_frames_dropped_total")


def not_reading(live_url: str) -> dict[str, Any]:
    """A connection that holds next to nothing, so that the server feels soon that nobody reads."""
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    narrow.connect(("127.0.0.1", int(live_url.rpartition(":")[2])))
    narrow.setblocking(False)  # noqa: FBT003 - the standard library's signature
    return {"sock": narrow, "max_queue": 1, "compression": None, "ping_interval": None}


async def flood(office: Office, quick: Listener) -> None:
    for number in range(FLOOD):
        for product_id in range(500):
            office.hub.tell_everyone(
                ProductNews(
                    product_id=product_id,
                    sequence=number,
                    price="1.00",
                    stock_quantity=number,
                    is_active=True,
                )
            )
        heard = await asyncio.wait_for(quick.hear(), timeout=30)
        assert heard["data"][0]["stock_quantity"] == number
