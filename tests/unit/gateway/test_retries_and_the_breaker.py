import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest

from backend_services.gateway.circuit_breaker import CircuitBreaker, CircuitOpen, State
from backend_services.gateway.retries import Retries

Send = Callable[[], Awaitable[httpx.Response]]


class Hand:
    """A clock that is moved by hand."""

    at = 0.0

    def __call__(self) -> float:
        return self.at


def half_open() -> tuple[CircuitBreaker, Hand]:
    """A breaker that lets the next call through to see."""
    hand = Hand()
    breaker = CircuitBreaker(threshold=1, rest=5.0, now=hand)
    breaker.admit()
    breaker.failed()
    hand.at = 5.0
    return breaker, hand


def retries(breaker: CircuitBreaker, *, deadline_in: float) -> Retries:
    deadline = asyncio.get_running_loop().time() + deadline_in
    return Retries(attempts=1, pause=0, deadline=deadline, breaker=breaker)


async def ask(breaker: CircuitBreaker, send: Send, *, deadline_in: float = 60) -> None:
    await retries(breaker, deadline_in=deadline_in).run(send)


async def wait_for_ever() -> httpx.Response:
    await asyncio.Event().wait()
    raise AssertionError


async def test_a_look_that_goes_wrong_on_our_side_does_not_shut_the_service_out() -> None:
    breaker, _ = half_open()

    async def go_wrong() -> httpx.Response:
        raise RuntimeError("ours")

    with pytest.raises(RuntimeError, match="ours"):
        await ask(breaker, go_wrong)

    breaker.admit()
    assert breaker.state is State.HALF_OPEN


async def test_a_look_that_its_caller_gives_up_leaves_the_next_one_free() -> None:
    breaker, _ = half_open()
    asking = asyncio.create_task(ask(breaker, wait_for_ever))
    await asyncio.sleep(0)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)

    breaker.admit()


async def test_a_look_that_lasts_to_the_deadline_is_a_failed_one() -> None:
    breaker, _ = half_open()
    asking = asyncio.create_task(ask(breaker, wait_for_ever, deadline_in=0))
    await asyncio.sleep(0)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)

    with pytest.raises(CircuitOpen):
        breaker.admit()
