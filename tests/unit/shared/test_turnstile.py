import asyncio

import pytest

from backend_services.shared.errors import Unavailable
from backend_services.shared.http.turnstile import Turnstile


async def test_no_more_than_its_places_are_inside_and_all_get_their_turn() -> None:
    turnstile = Turnstile(places=3, patience=10)
    inside = most = served = 0

    async def visit() -> None:
        nonlocal inside, most, served
        async with turnstile.turn():
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1
            served += 1

    await asyncio.gather(*(visit() for _ in range(50)))

    assert (most, served) == (3, 50)


async def test_who_waits_too_long_is_told_to_come_again() -> None:
    turnstile = Turnstile(places=1, patience=0.01)

    async with turnstile.turn():
        with pytest.raises(Unavailable) as caught:
            async with turnstile.turn():
                pytest.fail("there was only one place")

    assert caught.value.headers == {"Retry-After": "1"}


async def test_a_place_is_free_again_after_a_failure() -> None:
    turnstile = Turnstile(places=1, patience=0.01)

    with pytest.raises(ZeroDivisionError):
        async with turnstile.turn():
            raise ZeroDivisionError

    async with turnstile.turn():
        pass
