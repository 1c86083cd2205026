"""Hundreds at once for a few units: exactly as many are sold as there are."""

import asyncio
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from backend_services.shared.ids import new_id
from tools.prove.claims import Claim
from tools.prove.sampler import MIN_LOOKS, Sampler
from tools.prove.shop import Shop

BUYERS: Final = 300  # at once
UNITS: Final = 20
SOLD, REFUSED = 201, 409


@dataclass
class Tally:
    rounds: int = 0
    statuses: Counter[int] = field(default_factory=Counter[int])
    sold: int = 0
    supplied: int = 0
    looks: int = 0
    is_watched: bool = True
    wrong_books: list[str] = field(default_factory=list[str])
    wrong_rounds: list[str] = field(default_factory=list[str])
    seconds: float = 0


async def prove_oversell(shop: Shop, *, rounds: int) -> list[Claim]:
    """So many rounds of each kind of cart."""
    before = await _deadlocks(shop)
    claims: list[Claim] = []
    others = 0
    for name, lines_of in (("one line", _one), ("two lines, both orders", _two)):
        tally = Tally()
        for number in range(rounds):
            products = [
                await shop.put_on_shelf(f"{new_id().hex[-20:]}", stock=UNITS) for _ in range(2)
            ]
            carts = [lines_of(products, buyer) for buyer in range(BUYERS)]
            await _round(shop, carts, tally=tally)
            print(f"  oversell, {name}: round {number + 1} of {rounds}", flush=True)
        others += sum(n for status, n in tally.statuses.items() if status not in {SOLD, REFUSED})
        claims += _claims(name, tally)
    deadlocks = await _deadlocks(shop) - before
    claims.append(Claim("oversell", "no deadlock", f"{deadlocks} deadlocks", deadlocks == 0))
    claims.append(Claim("oversell", "no answer but 201 and 409", f"{others} others", others == 0))
    return claims


def _one(products: Sequence[int], buyer: int) -> Mapping[int, int]:
    del buyer
    return {products[0]: 1}


def _two(products: Sequence[int], buyer: int) -> Mapping[int, int]:
    first, second = products if buyer % 2 else reversed(products)
    return {first: 1, second: 1}


async def _round(shop: Shop, carts: Sequence[Mapping[int, int]], *, tally: Tally) -> None:
    supplied = {product: UNITS for cart in carts for product in cart}
    sampler = Sampler(shop, supplied)
    started = time.monotonic()
    async with sampler.watching():
        answers = await asyncio.gather(
            *(shop.buy(buyer, cart, key=f"oversell-{new_id()}") for buyer, cart in enumerate(carts))
        )
        tally.seconds += time.monotonic() - started
        await shop.comes_to_rest()
    books = await sampler.look()
    statuses = Counter(answer.status_code for answer in answers)
    sold = statuses[SOLD]
    is_right = sold == UNITS and all(one == (0, 0, UNITS) for one in books.values())
    if not is_right:
        tally.wrong_rounds.append(f"{statuses} {books}")
    tally.rounds += 1
    tally.statuses += statuses
    tally.sold += sold
    tally.supplied += UNITS
    tally.looks += sampler.looks
    tally.wrong_books += sampler.wrong
    tally.is_watched &= sampler.looks >= MIN_LOOKS


def _claims(name: str, tally: Tally) -> list[Claim]:
    for line in tally.wrong_rounds + tally.wrong_books[:5]:
        print(f"  MISSED: {line}")
    buyers = sum(tally.statuses.values())
    rate = buyers / tally.seconds
    return [
        Claim(
            "oversell",
            f"{name}: {BUYERS} buyers at once for {UNITS} units, exactly {UNITS} sold",
            f"{tally.rounds} rounds, {tally.sold} of {tally.supplied} sold to {buyers} buyers,"
            f" {rate:.0f} answers/s",
            not tally.wrong_rounds,
        ),
        Claim(
            "oversell",
            f"{name}: on hand = available + reserved, at every look",
            f"{tally.looks} looks, {len(tally.wrong_books)} wrong",
            tally.is_watched and not tally.wrong_books,
        ),
    ]


async def _deadlocks(shop: Shop) -> int:
    return int(await shop.value("products", "select sum(deadlocks)::bigint from pg_stat_database"))
