"""The merged document, made of what the real services say of themselves."""

import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from backend_services.gateway.routing import Service
from backend_services.users.api.routes import keys, users
from tests.service.gateway.conftest import Doors
from tests.service.gateway.servers import Upstream, closed_port


def serve_document(upstream: Upstream, document: dict[str, Any]) -> None:
    async def answer(_request: Request) -> Response:
        return JSONResponse(document)

    upstream.answer = answer


@pytest.fixture
def users_document() -> dict[str, Any]:
    app = FastAPI(generate_unique_id_function=lambda route: route.name)
    app.include_router(users)
    app.include_router(keys)
    return app.openapi()


async def test_what_users_says_is_shown_with_schemas_and_the_way_to_sign_in(
    gateway: httpx.AsyncClient, users: Upstream, users_document: dict[str, Any]
) -> None:
    serve_document(users, users_document)

    document = (await gateway.get("/openapi.json")).json()

    assert "/health" in document["paths"]
    body = document["paths"]["/users/register"]["post"]["requestBody"]["content"]
    schema = body["application/json"]["schema"]["$ref"].rpartition("/")[2]
    assert set(document["components"]["schemas"][schema]["required"]) == {
        "email",
        "username",
        "password",
    }
    assert document["paths"]["/users/me"]["get"]["security"] == [{"HTTPBearer": []}]
    assert document["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
    assert "/api/v1" not in json.dumps(document)


async def test_what_the_gateway_itself_may_answer_is_said_of_every_operation(
    gateway: httpx.AsyncClient, users: Upstream, users_document: dict[str, Any]
) -> None:
    serve_document(users, users_document)

    paths = (await gateway.get("/openapi.json")).json()["paths"]

    assert {"429", "503", "504"} <= set(paths["/users/me"]["get"]["responses"])
    assert {"408", "413", "429", "503", "504"} <= set(paths["/users/login"]["post"]["responses"])
    problem = paths["/users/me"]["get"]["responses"]["429"]["content"]
    assert "code" in problem["application/problem+json"]["schema"]["properties"]


async def test_a_service_that_is_down_is_missing_and_the_rest_is_there(
    doors: Doors, users_document: dict[str, Any]
) -> None:
    gateway = await doors.open(orders_url=f"http://{closed_port()}")
    serve_document(doors.upstreams[Service.USERS], users_document)

    document = (await gateway.get("/openapi.json")).json()

    assert "/users/me" in document["paths"]


async def test_the_last_known_document_of_a_service_stays(
    doors: Doors, users: Upstream, users_document: dict[str, Any]
) -> None:
    async def down(_request: Request) -> Response:
        return Response(status_code=503)

    gateway = await doors.open(api_documents_kept=0)
    serve_document(users, users_document)
    await gateway.get("/openapi.json")
    users.answer = down

    document = (await gateway.get("/openapi.json")).json()

    assert len(users.requests) == 2
    assert "/users/me" in document["paths"]


async def test_the_document_is_kept_for_a_while(
    gateway: httpx.AsyncClient, users: Upstream
) -> None:
    for _ in range(3):
        await gateway.get("/openapi.json")

    assert users.paths == ["/openapi.json"]


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
async def test_the_pages_load_nothing_from_elsewhere(gateway: httpx.AsyncClient, path: str) -> None:
    page = await gateway.get(path)

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "http" not in page.text
    for script in page.text.split('<script src="')[1:]:
        loaded = await gateway.get(script.partition('"')[0])
        assert loaded.status_code == 200
        assert loaded.headers["content-type"].startswith("text/javascript")
