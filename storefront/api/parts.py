"""A page of several services' words: what one does not say leaves the others' standing."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final, TypeVar

from storefront.api.client import Gateway
from storefront.api.errors import Broken, Unavailable

Part = TypeVar("Part")

PATIENCE: Final = 4.0  # seconds; a service that is away must not hide what the others say


def hurried(gateway: Gateway) -> Gateway:
    """For what a page can do without."""
    return replace(gateway, deadline=PATIENCE)


async def known(ask: Callable[[], Awaitable[Part]], unknown: Part) -> Part:
    """`unknown` when nobody answers; a refusal is an answer.

    It takes the question and not the asking: a look that is broken off before its first step
    would leave a coroutine that nobody awaits.
    """
    try:
        return await ask()
    except (Unavailable, Broken):
        return unknown
