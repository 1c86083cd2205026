"""What the upstream was asked is counted at the upstream."""

import asyncio

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.service.gateway.conftest import Doors
from tests.service.gateway.servers import Upstream, closed_port, until_the_caller_leaves

KEYED = {"Idempotency-Key": "key-1"}
# As often as it takes: on a machine that stalls, more attempts than the silent ones run out.
ASKING_OFTEN = {
    "attempts": 50,
    "read_timeout": 0.5,
    "keyed_write_timeout": 0.5,
    "breaker_threshold": 100,
}
# Shorter than what a whole request may take: whoever asked again would be answered.
IMPATIENT = {"read_timeout": 0.1, "keyed_write_timeout": 0.1, "request_deadline": 2.0}


class Silent:
    """Says nothing the first times, then answers."""

    def __init__(self, *, times: int) -> None:
        self.times = times

    async def __call__(self, request: Request) -> Response:
        if self.times:
            self.times -= 1
            await until_the_caller_leaves(request)
        return JSONResponse({"ok": True})


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
async def test_reading_is_tried_again(doors: Doors, orders: Upstream, method: str) -> None:
    gateway = await doors.open(**ASKING_OFTEN)
    orders.answer = Silent(times=2)

    answer = await gateway.request(method, "/orders")

    assert answer.status_code == 200
    assert len(orders.requests) >= 3


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_a_write_without_a_key_is_sent_once(
    doors: Doors, orders: Upstream, method: str
) -> None:
    gateway = await doors.open(**IMPATIENT)
    orders.answer = Silent(times=1)

    answer = await gateway.request(method, "/orders", json={"items": []})

    assert answer.status_code == 504
    assert len(orders.requests) == 1


async def test_a_keyed_write_is_tried_again_with_the_same_key_and_body(
    doors: Doors, orders: Upstream
) -> None:
    gateway = await doors.open(**ASKING_OFTEN)
    orders.answer = Silent(times=1)

    answer = await gateway.post("/orders", json={"items": []}, headers=KEYED)

    assert answer.status_code == 200
    keys = [request.headers["idempotency-key"] for request in orders.requests]
    assert len(keys) >= 2
    assert keys == ["key-1"] * len(keys)
    assert orders.bodies == [b'{"items":[]}'] * len(keys)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
async def test_a_key_means_nothing_but_where_orders_are_placed(
    doors: Doors, orders: Upstream, method: str
) -> None:
    gateway = await doors.open(request_deadline=0.3)
    orders.answer = Silent(times=1)

    answer = await gateway.request(
        method, "/orders/7/status", json={"status": "shipped"}, headers=KEYED
    )

    assert answer.status_code == 504
    assert len(orders.requests) == 1


async def test_a_key_means_nothing_to_a_service_that_does_not_know_it(
    doors: Doors, users: Upstream
) -> None:
    gateway = await doors.open(**IMPATIENT)
    users.answer = Silent(times=1)

    answer = await gateway.post("/users/register", json={}, headers=KEYED)

    assert answer.status_code == 504
    assert len(users.requests) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504, 429])
async def test_an_answer_is_an_answer_whatever_it_says(
    gateway: httpx.AsyncClient, orders: Upstream, status: int
) -> None:
    async def fail(_request: Request) -> Response:
        return JSONResponse({"detail": "no"}, status_code=status)

    orders.answer = fail

    answer = await gateway.get("/orders")

    assert answer.status_code == status
    assert len(orders.requests) == 1


async def test_a_service_that_hangs_is_504_within_the_one_deadline(
    doors: Doors, orders: Upstream
) -> None:
    gateway = await doors.open(request_deadline=2.8, read_timeout=1, attempts=100)
    orders.answer = Silent(times=100)

    answer = await gateway.get("/orders")

    assert answer.status_code == 504
    assert answer.json()["detail"] == "Request timeout"
    assert answer.json()["code"] == "request_timeout"
    # A hundred were allowed: three attempts of a second fit into the deadline, a fourth never.
    assert 1 <= len(orders.requests) <= 3


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_service_that_is_down_is_503_without_its_address(doors: Doors, method: str) -> None:
    nowhere = closed_port()
    gateway = await doors.open(orders_url=f"http://{nowhere}")

    answer = await gateway.request(method, "/orders")

    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"] == "1"
    assert answer.json()["detail"] == "Service unavailable"
    assert nowhere.rpartition(":")[2] not in answer.text
    assert "127.0.0.1" not in answer.text


async def test_a_service_that_hangs_up_is_503(doors: Doors) -> None:
    async def hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        accepted.append(1)
        writer.close()
        await writer.wait_closed()

    accepted: list[int] = []
    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        gateway = await doors.open(orders_url=f"http://127.0.0.1:{port}")

        written = await gateway.post("/orders", json={})
        assert (written.status_code, len(accepted)) == (503, 1)
        read = await gateway.get("/orders")
        assert (read.status_code, len(accepted)) == (503, 4)


async def test_a_hanging_service_leaves_the_others_answered(
    orders: Upstream, gateway: httpx.AsyncClient
) -> None:
    arrived = asyncio.Barrier(21)

    async def hang(request: Request) -> Response:
        await arrived.wait()
        await until_the_caller_leaves(request)
        return Response()

    orders.answer = hang
    hanging = [asyncio.create_task(gateway.post("/orders")) for _ in range(20)]
    async with asyncio.timeout(30):
        await arrived.wait()

    answer = await gateway.get("/products")

    assert answer.status_code == 200
    assert [task for task in hanging if task.done()] == []
    for task in hanging:
        task.cancel()
    await asyncio.gather(*hanging, return_exceptions=True)


async def test_a_service_that_is_gone_is_left_alone_for_a_while_and_then_asked_by_one(
    doors: Doors,
) -> None:
    gone = {"orders_url": f"http://{closed_port()}"}
    gateway = await doors.open(**gone, breaker_threshold=3, breaker_rest=3600)

    answers = [await gateway.post("/orders", json={}) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [503] * 5
    waits = [int(answer.headers["Retry-After"]) for answer in answers]
    assert waits[:3] == [1, 1, 1]
    assert all(3000 <= wait <= 3600 for wait in waits[3:])
    assert answers[4].json()["code"] == "service_unavailable"
    assert (await gateway.get("/products")).status_code == 200


async def test_a_service_that_is_back_is_found_by_the_first_who_asks_after_the_rest(
    doors: Doors,
) -> None:
    async def answer_when_back(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        if is_back.is_set():
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        writer.close()
        await writer.wait_closed()

    is_back = asyncio.Event()
    async with await asyncio.start_server(answer_when_back, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        gateway = await doors.open(
            orders_url=f"http://127.0.0.1:{port}",
            attempts=1,
            breaker_threshold=2,
            breaker_rest=0.01,
        )

        gone = [(await gateway.get("/orders")).status_code for _ in range(2)]
        is_back.set()
        await asyncio.sleep(0.02)  # the breaker's rest: its clock is the machine's here

        assert gone == [503, 503]
        assert [(await gateway.get("/orders")).status_code for _ in range(3)] == [200, 200, 200]


async def test_a_service_frozen_for_writes_alone_is_left_alone_too_and_rests_after_a_failed_look(
    doors: Doors, orders: Upstream
) -> None:
    gateway = await doors.open(request_deadline=2.0, breaker_threshold=1, breaker_rest=60)
    orders.answer = Silent(times=1)

    answers = [await gateway.post("/orders", json={}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [504, 503, 503]
    assert len(orders.requests) == 1
