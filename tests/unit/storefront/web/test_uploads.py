"""A body that may not be sent is not read, let alone written to the disk."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from storefront.state.staff_product import PICTURE_BYTES
from storefront.web.cookies import SESSION_COOKIE, new_session_id
from storefront.web.uploads import LARGEST, UploadGate
from storefront.web.worker import Worker
from tests.unit.storefront.fake_gateway import FakeGateway
from tests.unit.storefront.state.staff_office import at_the_desk

PIECE = b"x" * 65_536
FORM = {"Content-Type": "multipart/form-data; boundary=edge"}


@dataclass
class Inside:
    """Takes what is sent, to its end, as Reflex does before it looks at it."""

    taken: list[int] = field(default_factory=list[int])  # sizes of whole bodies
    left: int = 0

    async def take(self, request: Request) -> Response:
        try:
            size = len(await request.body())
        except ClientDisconnect:
            self.left += 1
            return Response()
        self.taken.append(size)
        return PlainTextResponse("taken")


@dataclass
class Sender:
    """A browser that sends `pieces` of a file, as fast as they are asked for."""

    pieces: int
    sent: int = 0

    async def body(self) -> AsyncGenerator[bytes, None]:
        for _ in range(self.pieces):
            self.sent += 1
            yield PIECE


@pytest.fixture
def inside() -> Inside:
    return Inside()


@pytest.fixture
async def tab(worker: Worker, inside: Inside) -> AsyncGenerator[httpx.AsyncClient, None]:
    del worker
    app = Starlette(
        routes=[
            Route("/_upload", inside.take, methods=["POST"]),
            Route("/elsewhere", inside.take, methods=["POST"]),
        ]
    )
    transport = httpx.ASGITransport(app=UploadGate(app))
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        yield client


async def come_as(tab: httpx.AsyncClient, worker: Worker, fake: FakeGateway, *, role: str) -> None:
    browser = await at_the_desk(worker, fake, role=role)
    tab.cookies.set(SESSION_COOKIE, browser.session_id, domain="shop.test")


@pytest.mark.parametrize("role", ["staff", "admin"])
async def test_staff_send_a_picture(
    tab: httpx.AsyncClient, inside: Inside, worker: Worker, fake: FakeGateway, role: str
) -> None:
    await come_as(tab, worker, fake, role=role)

    answer = await tab.post("/_upload", content=Sender(pieces=3).body(), headers=FORM)

    assert (answer.status_code, answer.text) == (200, "taken")
    assert inside.taken == [3 * len(PIECE)]


async def test_the_largest_picture_comes_through(
    tab: httpx.AsyncClient, inside: Inside, worker: Worker, fake: FakeGateway
) -> None:
    await come_as(tab, worker, fake, role="staff")
    pieces = PICTURE_BYTES // len(PIECE)

    answer = await tab.post("/_upload", content=Sender(pieces).body(), headers=FORM)

    assert (answer.status_code, inside.taken) == (200, [PICTURE_BYTES])


async def test_a_customer_sends_nothing(
    tab: httpx.AsyncClient, inside: Inside, worker: Worker, fake: FakeGateway
) -> None:
    await come_as(tab, worker, fake, role="customer")
    sender = Sender(pieces=3)

    answer = await tab.post("/_upload", content=sender.body(), headers=FORM)

    assert answer.status_code == 403
    assert (inside.taken, sender.sent) == ([], 0)


@pytest.mark.parametrize("cookie", ["", "made-up", new_session_id()], ids=("none", "wrong", "new"))
async def test_a_guest_sends_nothing(tab: httpx.AsyncClient, inside: Inside, cookie: str) -> None:
    tab.cookies.set(SESSION_COOKIE, cookie, domain="shop.test")
    sender = Sender(pieces=3)

    answer = await tab.post("/_upload", content=sender.body(), headers=FORM)

    assert answer.status_code == 401
    assert (inside.taken, sender.sent) == ([], 0)


@pytest.mark.parametrize("path", ["/_upload/", "/_upload%0A", "/_upload/x"])
async def test_no_spelling_of_the_address_leads_round_the_gate(
    tab: httpx.AsyncClient, inside: Inside, path: str
) -> None:
    answer = await tab.post(path, content=Sender(pieces=1).body(), headers=FORM)

    assert answer.status_code == 401
    assert inside.taken == []


async def test_a_file_that_says_it_is_too_large_is_not_read(
    tab: httpx.AsyncClient, inside: Inside, worker: Worker, fake: FakeGateway
) -> None:
    await come_as(tab, worker, fake, role="staff")
    sender = Sender(pieces=3)
    said = FORM | {"Content-Length": str(LARGEST + 1)}

    answer = await tab.post("/_upload", content=sender.body(), headers=said)

    assert answer.status_code == 413
    assert (inside.taken, sender.sent) == ([], 0)


async def test_a_file_that_turns_out_too_large_is_read_no_further(
    tab: httpx.AsyncClient, inside: Inside, worker: Worker, fake: FakeGateway
) -> None:
    """In pieces, without a word about its length."""
    await come_as(tab, worker, fake, role="staff")
    enough = LARGEST // len(PIECE) + 1
    sender = Sender(pieces=10 * enough)

    answer = await tab.post("/_upload", content=sender.body(), headers=FORM)

    assert (answer.status_code, answer.text) == (
        413,
        "The file is too large: at most 10 MB are taken.",
    )
    assert (inside.taken, inside.left) == ([], 1)
    assert sender.sent <= enough


async def test_other_addresses_are_no_business_of_the_gate(
    tab: httpx.AsyncClient, inside: Inside
) -> None:
    answer = await tab.post("/elsewhere", content=Sender(pieces=1).body(), headers=FORM)

    assert answer.status_code == 200
    assert inside.taken == [len(PIECE)]
