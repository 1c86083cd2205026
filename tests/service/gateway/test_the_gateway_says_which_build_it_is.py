from collections.abc import Callable

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from backend_services.shared.http.tokens import Role
from tests.fixtures.tokens import TestKeys
from tests.service.gateway.servers import Upstream


async def test_staff_are_told_which_build_the_gateway_is_and_nobody_else(
    gateway: httpx.AsyncClient,
    users: Upstream,
    token_keys: TestKeys,
    bearer: Callable[..., dict[str, str]],
) -> None:
    async def key_set(_request: Request) -> Response:
        return JSONResponse({"keys": [token_keys.public_jwk]})

    users.answer = key_set

    told = await gateway.get("/system/gateway", headers=bearer(2, role=Role.STAFF))

    assert told.status_code == 200
    assert set(told.json()) == {"service", "version", "commit", "started_at"}
    assert (told.json()["service"], told.json()["version"]) == ("gateway", "0.1.0")
    assert (await gateway.get("/system/gateway", headers=bearer(7))).status_code == 403
    assert (await gateway.get("/system/gateway")).status_code == 401
