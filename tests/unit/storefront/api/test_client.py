import asyncio
from collections.abc import Callable

import httpx
import pytest
from pydantic import BaseModel

from storefront.api import client
from storefront.api.client import ATTEMPTS, Call, Gateway
from storefront.api.errors import Broken, Conflict, Unavailable

READ = Call(method="GET", path="/products")
WRITE = Call(method="POST", path="/orders", body={"a": 1})
KEYED = Call(method="POST", path="/orders", body={"a": 1}, idempotency_key="key-1")

Answer = Callable[[httpx.Request], httpx.Response]


class Number(BaseModel):
    number: int


class Wire:
    """Answers in the order given, the last one for ever, and keeps what it was sent."""

    def __init__(self, *answers: Answer | int) -> None:
        self._answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self._answers[0] if len(self._answers) == 1 else self._answers.pop(0)
        return httpx.Response(answer, json={}) if isinstance(answer, int) else answer(request)

    def gateway(self, *, deadline: float = 5.0) -> Gateway:
        http = httpx.AsyncClient(transport=httpx.MockTransport(self), base_url="http://g.test")
        return Gateway(http=http, deadline=deadline)


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "FIRST_PAUSE", 0.0)


def refuse(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("refused", request=request)


def break_off(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("silence", request=request)


@pytest.mark.parametrize("call", [READ, KEYED], ids=["read", "write with a key"])
@pytest.mark.parametrize("failure", [503, refuse, break_off], ids=["503", "refused", "silence"])
async def test_what_can_be_repeated_is_repeated(call: Call, failure: Answer | int) -> None:
    wire = Wire(failure, failure, 200)

    response = await wire.gateway().send(call)

    assert response.status_code == 200
    assert len(wire.requests) == 3


@pytest.mark.parametrize("failure", [503, break_off], ids=["503", "silence"])
async def test_a_write_without_a_key_is_sent_once(failure: Answer | int) -> None:
    wire = Wire(failure)

    with pytest.raises(Unavailable):
        await wire.gateway().send(WRITE)

    assert len(wire.requests) == 1


async def test_a_write_that_never_left_is_sent_again() -> None:
    wire = Wire(refuse, 201)

    assert (await wire.gateway().send(WRITE)).status_code == 201


async def test_patience_has_an_end() -> None:
    wire = Wire(503)

    with pytest.raises(Unavailable):
        await wire.gateway().send(READ)

    assert len(wire.requests) == ATTEMPTS


async def test_a_refusal_is_final() -> None:
    wire = Wire(409)

    with pytest.raises(Conflict):
        await wire.gateway().send(KEYED)

    assert len(wire.requests) == 1


async def test_an_order_still_being_placed_is_asked_for_again() -> None:
    at_work = httpx.Response(409, json={"code": "order_in_progress"}, headers={"Retry-After": "0"})
    wire = Wire(lambda _: at_work, 201)

    assert (await wire.gateway().send(KEYED)).status_code == 201


async def test_every_repetition_carries_the_same_key_and_request_id() -> None:
    wire = Wire(503, 503, 200)

    await wire.gateway().send(KEYED)

    assert [request.headers["idempotency-key"] for request in wire.requests] == ["key-1"] * 3
    (request_id,) = {request.headers["x-request-id"] for request in wire.requests}
    spans = [request.headers["traceparent"] for request in wire.requests]
    assert all(span.startswith(f"00-{request_id}-") for span in spans)
    assert len(set(spans)) == 3


async def test_the_deadline_covers_all_attempts() -> None:
    async def sleep_for_ever(_: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    http = httpx.AsyncClient(
        transport=httpx.MockTransport(sleep_for_ever), base_url="http://g.test"
    )

    with pytest.raises(Unavailable):
        await Gateway(http=http, deadline=0.05).send(READ)


@pytest.mark.parametrize("content", [b"<html>", b'{"number": "many"}', b"{}"])
async def test_an_answer_of_another_shape_is_our_bug(content: bytes) -> None:
    wire = Wire(lambda _: httpx.Response(200, content=content))

    with pytest.raises(Broken):
        await wire.gateway().fetch(READ, answer=Number)
