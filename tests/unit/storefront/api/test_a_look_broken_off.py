"""The pages that look again and again end when somebody leaves, at any moment."""

import asyncio
import gc
import warnings
from collections.abc import Awaitable, Callable
from functools import partial

import httpx
import pytest

from storefront.api import staff_system, staff_today
from storefront.api.client import Gateway

Look = Callable[[Gateway], Awaitable[object]]


@pytest.mark.parametrize(
    "look", [staff_system.look, partial(staff_today.look, days=7)], ids=["system", "today"]
)
@pytest.mark.parametrize("turns", range(4))
async def test_a_look_broken_off_leaves_no_question_unasked(look: Look, turns: int) -> None:
    http = httpx.AsyncClient(transport=httpx.MockTransport(_silence), base_url="http://g.test")
    gc.collect()
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        looking = asyncio.ensure_future(look(Gateway(http=http)))
        for _ in range(turns):
            await asyncio.sleep(0)
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
        del looking
        gc.collect()

    assert [str(one.message) for one in said] == []


async def _silence(_: httpx.Request) -> httpx.Response:
    await asyncio.Event().wait()
    return httpx.Response(200)
