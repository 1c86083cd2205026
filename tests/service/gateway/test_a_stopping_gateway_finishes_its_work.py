import asyncio

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.service.gateway.conftest import Doors
from tests.service.gateway.servers import Upstream


async def test_a_request_under_way_is_answered(doors: Doors, orders: Upstream) -> None:
    arrived, answered = asyncio.Event(), asyncio.Event()

    async def work(_request: Request) -> Response:
        arrived.set()
        await answered.wait()
        return JSONResponse({"id": 1}, status_code=201)

    orders.answer = work
    async with httpx.AsyncClient(timeout=30) as client:
        async with doors.opened() as gateway:
            request = asyncio.create_task(client.post(f"http://{gateway}/orders", json={}))
            await arrived.wait()
            # Once the gateway has been told to stop.
            asyncio.get_running_loop().call_later(0.05, answered.set)

        answer = await request

    assert answer.status_code == 201
