from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from pydantic import BaseModel
from sqlalchemy.exc import TimeoutError as PoolTimeout

from backend_services.shared.errors import Conflict, Unauthenticated, Unavailable
from backend_services.shared.http.app import create_app

router = APIRouter()


class OutOfLamps(Conflict):
    code, title = "out_of_lamps", "No lamps left"


class Credentials(BaseModel):
    password: str
    age: int


@router.get("/conflict")
async def raise_conflict() -> None:
    raise OutOfLamps("No lamps left for you", lamp_id=7)


@router.get("/stranger")
async def raise_unauthenticated() -> None:
    raise Unauthenticated


@router.get("/busy")
async def raise_unavailable() -> None:
    raise Unavailable(retry_after=3)


@router.get("/pool")
async def raise_pool_timeout() -> None:
    raise PoolTimeout


@router.get("/refused")
async def raise_connection_refused() -> None:
    raise ConnectionRefusedError


@router.get("/frozen")
async def raise_timeout() -> None:
    raise TimeoutError


@router.get("/bug")
async def raise_bug() -> None:
    msg = "SELECT secret FROM users"
    raise RuntimeError(msg)


@router.post("/sign-in")
async def sign_in(credentials: Credentials) -> str:
    return credentials.password


@asynccontextmanager
async def nothing(_app: FastAPI) -> AsyncGenerator[None]:
    yield


async def down() -> None:
    raise ConnectionRefusedError


async def up() -> None:
    pass


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(
        service="lamps", routers=[router], lifespan=nothing, checks={"database": up, "broker": down}
    )
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://lamps") as client:
        yield client


async def test_an_error_class_becomes_a_problem(client: httpx.AsyncClient) -> None:
    answer = await client.get("/conflict", headers={"X-Request-ID": "abc"})

    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "urn:vitrine:problem:out_of_lamps",
        "title": "No lamps left",
        "status": 409,
        "detail": "No lamps left for you",
        "code": "out_of_lamps",
        "request_id": "abc",
        "lamp_id": 7,
    }


async def test_the_request_id_comes_back_even_with_a_bug(client: httpx.AsyncClient) -> None:
    answer = await client.get("/bug", headers={"X-Request-ID": "abc"})

    assert answer.status_code == 500
    assert answer.headers["X-Request-ID"] == "abc"
    assert answer.json()["request_id"] == "abc"
    assert "SELECT" not in answer.text


async def test_a_request_id_is_minted_when_none_is_given(client: httpx.AsyncClient) -> None:
    answer = await client.get("/conflict")

    assert len(answer.headers["X-Request-ID"]) == 32
    assert answer.json()["request_id"] == answer.headers["X-Request-ID"]


async def test_wrong_fields_are_named_and_never_echoed(client: httpx.AsyncClient) -> None:
    answer = await client.post("/sign-in", json={"password": ["hunter2"], "age": "hunter2"})

    assert answer.status_code == 422
    assert [item["loc"] for item in answer.json()["detail"]] == [
        ["body", "password"],
        ["body", "age"],
    ]
    assert "hunter2" not in answer.text


async def test_broken_json_is_a_422(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        "/sign-in", content=b"{nope", headers={"Content-Type": "application/json"}
    )

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["type"] == "json_invalid"


async def test_an_unknown_path_and_a_wrong_method_are_problems(client: httpx.AsyncClient) -> None:
    missing, wrong = await client.get("/nowhere"), await client.delete("/conflict")

    assert (missing.status_code, missing.json()["detail"]) == (404, "Not Found")
    assert (wrong.status_code, wrong.json()["detail"]) == (405, "Method Not Allowed")


@pytest.mark.parametrize("path", ["/pool", "/refused", "/frozen"])
async def test_a_busy_database_is_a_503_to_retry(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "1"


async def test_headers_of_an_error_are_sent(client: httpx.AsyncClient) -> None:
    stranger, busy = await client.get("/stranger"), await client.get("/busy")

    assert stranger.headers["WWW-Authenticate"] == "Bearer"
    assert busy.headers["Retry-After"] == "3"


async def test_readiness_names_what_is_down(client: httpx.AsyncClient) -> None:
    answer = await client.get("/health/ready")

    assert answer.status_code == 503
    assert answer.json() == {
        "status": "unhealthy",
        "service": "lamps",
        "checks": {"database": "up", "broker": "down"},
    }


async def test_a_process_that_is_not_ready_is_alive_all_the_same(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get("/health/live")

    assert answer.status_code == 200
    assert answer.json() == {"status": "alive", "service": "lamps"}
