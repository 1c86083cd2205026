import asyncio
import gzip
import json
import re
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from backend_services.gateway.routing import Service
from tests.service.gateway.conftest import Doors
from tests.service.gateway.servers import Upstream


@pytest.mark.parametrize(
    ("public", "service", "inside"),
    [
        ("/users/register", Service.USERS, "/api/v1/users/register"),
        ("/auth/google", Service.USERS, "/auth/google"),
        ("/.well-known/jwks.json", Service.USERS, "/.well-known/jwks.json"),
        ("/products", Service.PRODUCTS, "/api/v1/products"),
        ("/products/7/stock", Service.PRODUCTS, "/api/v1/products/7/stock"),
        ("/media/teapot.webp", Service.PRODUCTS, "/media/teapot.webp"),
        ("/orders/7", Service.ORDERS, "/api/v1/orders/7"),
        ("/cart/items/7", Service.ORDERS, "/api/v1/cart/items/7"),
        ("/notifications", Service.NOTIFICATIONS, "/api/v1/notifications"),
    ],
)
async def test_each_public_path_has_its_service(
    doors: Doors, gateway: httpx.AsyncClient, public: str, service: Service, inside: str
) -> None:
    answer = await gateway.get(public)

    assert answer.status_code == 200
    assert {name: up.paths for name, up in doors.upstreams.items() if up.paths} == {
        service: [inside]
    }


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
async def test_method_body_and_status_pass(
    gateway: httpx.AsyncClient, products: Upstream, method: str
) -> None:
    async def teapot(_request: Request) -> Response:
        return Response(b"" if method == "HEAD" else b"short and stout", status_code=418)

    products.answer = teapot

    answer = await gateway.request(method, "/products/1", content=b'{"a": 1}')

    assert answer.status_code == 418
    assert answer.content == (b"" if method == "HEAD" else b"short and stout")
    assert products.last.method == method
    assert products.bodies == [b'{"a": 1}']


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\x00", b"[" * 1000])
async def test_a_body_that_is_no_json_reaches_the_service_as_it_is(
    gateway: httpx.AsyncClient, products: Upstream, body: bytes
) -> None:
    async def refuse(_request: Request) -> Response:
        return JSONResponse({"detail": "no JSON"}, status_code=422)

    products.answer = refuse

    answer = await gateway.post(
        "/products", content=body, headers={"Content-Type": "application/json"}
    )

    assert answer.status_code == 422
    assert products.bodies == [body]


async def test_the_query_passes_unchanged_with_repeated_keys(
    gateway: httpx.AsyncClient, products: Upstream
) -> None:
    await gateway.get("/products?q=tea%20pot%26cup&category=a&category=b&empty=&x=%C3%A9+%2F")

    assert products.last.scope["query_string"] == (
        b"q=tea%20pot%26cup&category=a&category=b&empty=&x=%C3%A9+%2F"
    )


async def test_headers_that_services_read_pass_and_others_do_not(
    gateway: httpx.AsyncClient, orders: Upstream
) -> None:
    passed = {
        "authorization": "Bearer abc",
        "content-type": "application/json",
        "accept": "application/json",
        "accept-language": "de",
        "accept-encoding": "br",
        "idempotency-key": "key-1",
        "if-match": '"3"',
        "if-none-match": '"4"',
        "x-cart-token": "0123456789abcdef",
        "x-request-id": "mine-1",
        "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    }
    dropped = {
        "x-service-key": "the services' own",
        "cookie": "a=b",
        "x-forwarded-host": "evil.example",
        "forwarded": "for=1.2.3.4",
        "x-anything": "else",
        "te": "trailers",
    }

    await gateway.post("/orders", headers={**passed, **dropped}, content=b"{}")

    received = dict(orders.last.headers)
    assert {name: received.get(name) for name in passed} == passed
    assert not set(dropped) & set(received)


async def test_without_accept_encoding_the_service_is_asked_for_plain_bytes(
    gateway: httpx.AsyncClient, products: Upstream
) -> None:
    request = gateway.build_request("GET", "/products")
    del request.headers["accept-encoding"]

    await gateway.send(request)

    assert products.last.headers["accept-encoding"] == "identity"


@pytest.mark.parametrize(
    ("trusted", "told"),
    [
        ({}, "127.0.0.1"),
        ({"trusted_hops": 1}, "203.0.113.9"),
        ({"trusted_hops": 1, "trusted_proxies": "127.0.0.0/8"}, "203.0.113.9"),
        ({"trusted_hops": 1, "trusted_proxies": "10.0.0.0/8"}, "127.0.0.1"),
    ],
)
async def test_services_are_told_one_address_and_only_our_proxies_are_believed(
    doors: Doors, products: Upstream, trusted: dict[str, object], told: str
) -> None:
    gateway = await doors.open(**trusted)

    await gateway.get("/products", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.9"})

    assert products.last.headers["x-forwarded-for"] == told


@pytest.mark.parametrize(
    "given",
    [
        "nonsense",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    ],
)
async def test_a_trace_that_is_none_is_replaced_by_a_new_one(
    gateway: httpx.AsyncClient, products: Upstream, given: str
) -> None:
    await gateway.get("/products", headers={"traceparent": given})

    sent = products.last.headers["traceparent"]
    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-00", sent)
    assert sent != given


async def test_the_services_headers_come_back_without_those_of_the_hop(
    gateway: httpx.AsyncClient, products: Upstream
) -> None:
    async def answer(_request: Request) -> Response:
        response = JSONResponse(
            {"detail": "no"},
            status_code=401,
            headers={
                "WWW-Authenticate": "Bearer",
                "ETag": '"7"',
                "Retry-After": "3",
                "Cache-Control": "public, max-age=60",
                "Content-Type": "application/problem+json",
                "Location": "/api/v1/products/7?a=b",
                "X-Hop": "dropped",
                "Connection": "X-Hop",
                "Server": "secret/1.0",
            },
        )
        response.set_cookie("a", "1")
        response.set_cookie("b", "2")
        return response

    products.answer = answer

    got = (await gateway.get("/products")).headers

    assert got["www-authenticate"] == "Bearer"
    assert got["etag"] == '"7"'
    assert got["retry-after"] == "3"
    assert got["cache-control"] == "public, max-age=60"
    assert got["content-type"] == "application/problem+json"
    assert got["location"] == "/products/7?a=b"
    assert len(got.get_list("set-cookie")) == 2
    assert len(got.get_list("date")) == 1
    assert "x-hop" not in got
    assert "secret/1.0" not in str(got)


async def test_a_redirect_to_somewhere_else_is_kept(
    gateway: httpx.AsyncClient, users: Upstream
) -> None:
    async def answer(_request: Request) -> Response:
        return Response(status_code=307, headers={"Location": "https://accounts.example/o?a=b"})

    users.answer = answer

    got = await gateway.get("/auth/google")

    assert got.headers["location"] == "https://accounts.example/o?a=b"


async def test_a_redirect_inside_a_service_does_not_show_its_address(
    doors: Doors, gateway: httpx.AsyncClient, products: Upstream
) -> None:
    internal = doors.addresses[Service.PRODUCTS]

    async def answer(_request: Request) -> Response:
        return Response(
            status_code=307, headers={"Location": f"http://{internal}/api/v1/products/7"}
        )

    products.answer = answer

    assert (await gateway.get("/products/007")).headers["location"] == "/products/7"


async def test_a_long_answer_is_streamed_not_collected(
    gateway: httpx.AsyncClient, products: Upstream
) -> None:
    is_read = asyncio.Event()

    async def chunks() -> AsyncIterator[bytes]:
        yield b"first"
        await is_read.wait()
        yield b"last"

    async def answer(_request: Request) -> Response:
        return StreamingResponse(chunks())

    products.answer = answer
    received = b""
    async with gateway.stream("GET", "/media/film", headers={"Accept-Encoding": "identity"}) as got:
        async for chunk in got.aiter_raw():
            received += chunk
            is_read.set()

    assert received == b"firstlast"


async def test_json_is_compressed_and_pictures_are_not(
    gateway: httpx.AsyncClient, products: Upstream
) -> None:
    items = {"items": ["a teapot"] * 1000}

    async def answer(request: Request) -> Response:
        if "media" in request.url.path:
            return Response(b"x" * 10_000, media_type="image/webp")
        return JSONResponse(items)

    products.answer = answer
    asking = {"Accept-Encoding": "gzip"}

    async with gateway.stream("GET", "/products", headers=asking) as got:
        raw = b"".join([chunk async for chunk in got.aiter_raw()])
    picture = await gateway.get("/media/teapot.webp", headers=asking)

    assert got.headers["content-encoding"] == "gzip"
    assert json.loads(gzip.decompress(raw)) == items
    assert "content-encoding" not in picture.headers


async def test_the_request_id_is_taken_or_made_passed_on_and_returned(
    gateway: httpx.AsyncClient, products: Upstream
) -> None:
    taken = await gateway.get("/products", headers={"X-Request-ID": "mine.1"})
    assert taken.headers.get_list("x-request-id") == ["mine.1"]
    assert products.last.headers["x-request-id"] == "mine.1"

    made = await gateway.get("/products", headers={"X-Request-ID": "not an id"})
    assert len(made.headers["x-request-id"]) == 32
    assert products.last.headers["x-request-id"] == made.headers["x-request-id"]


async def test_one_persons_cookies_never_reach_a_service_with_another_request(
    gateway: httpx.AsyncClient, users: Upstream
) -> None:
    async def answer(_request: Request) -> Response:
        response = Response()
        response.set_cookie("session", "of the first")
        return response

    users.answer = answer
    await gateway.get("/users/me")

    async with httpx.AsyncClient(base_url=gateway.base_url) as another:
        await another.get("/users/me")

    assert "cookie" not in users.last.headers
