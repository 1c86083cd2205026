"""Hundreds at once for a few units: exactly as many are sold as there are."""

import asyncio
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import httpx

from backend_services.shared.ids import new_id
from tools.prove.claims import Claim
from tools.prove.sampler import MIN_LOOKS, Sampler
from tools.prove.shop import Shop

BUYERS: Final = 300  # at once
UNITS: Final = 20
SOLD, REFUSED = 201, 409
LATER: Final = frozenset({503, 504})  # busy, or slower than the gateway waits
PATIENCE: Final = 90.0  # seconds for which a buyer who is told to come back tries the same key


@dataclass
class Tally:
    rounds: int = 0
    statuses: Counter[int] = field(default_factory=Counter[int])
    sold: int = 0
    supplied: int = 0
    sent_back: int = 0
    others: Counter[str] = field(default_factory=Counter[str])
    looks: int = 0
    is_watched: bool = True
    wrong_books: list[str] = field(default_factory=list[str])
    wrong_rounds: list[str] = field(default_factory=list[str])
    seconds: float = 0


async def prove_oversell(shop: Shop, *, rounds: int, is_shared: bool) -> list[Claim]:
    """So many rounds of each kind of cart.

    On a machine that has other work, orders or the gateway may ask some of the rush to come back
    (503), or not answer in time (504). They come with the same key, as a shop window does, and are
    counted; only where the machine `is_shared` is that no miss.
    """
    before = await _deadlocks(shop)
    claims: list[Claim] = []
    others = sent_back = 0
    for name, lines_of in (("one line", _one), ("two lines, both orders", _two)):
        tally = Tally()
        for number in range(rounds):
            products = [
                await shop.put_on_shelf(f"{new_id().hex[-20:]}", stock=UNITS) for _ in range(2)
            ]
            carts = [lines_of(products, buyer) for buyer in range(BUYERS)]
            await _round(shop, carts, tally=tally)
            print(f"  oversell, {name}: round {number + 1} of {rounds}", flush=True)
        others += tally.others.total()
        sent_back += tally.sent_back
        claims += _claims(name, tally)
    deadlocks = await _deadlocks(shop) - before
    claims.append(Claim("oversell", "no deadlock", f"{deadlocks} deadlocks", deadlocks == 0))
    claims.append(_answers(others, sent_back=sent_back, is_shared=is_shared))
    return claims


def _answers(others: int, *, sent_back: int, is_shared: bool) -> Claim:
    says = "no answer but 201 and 409"
    if sent_back and is_shared:
        says += ", but for 503 and 504 to some, who came back with the same key"
    return Claim(
        "oversell",
        says,
        f"{others} others, {sent_back} times 503 or 504",
        others == 0 and (is_shared or sent_back == 0),
    )


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
            *(_buy(shop, cart, buyer=buyer, tally=tally) for buyer, cart in enumerate(carts))
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
    tally.others += Counter(
        f"{answer.status_code} {answer.text[:200]}"
        for answer in answers
        if answer.status_code not in {SOLD, REFUSED}
    )
    tally.sold += sold
    tally.supplied += UNITS
    tally.looks += sampler.looks
    tally.wrong_books += sampler.wrong
    tally.is_watched &= sampler.looks >= MIN_LOOKS


async def _buy(shop: Shop, lines: Mapping[int, int], *, buyer: int, tally: Tally) -> httpx.Response:
    """As a shop window does it; whatever is no order, no refusal and no "later" is final."""
    key = f"oversell-{new_id()}"
    deadline = time.monotonic() + PATIENCE
    while True:
        answer = await shop.buy(buyer, lines, key=key)
        if not _says_come_back(answer) or time.monotonic() > deadline:
            return answer
        tally.sent_back += 1
        await asyncio.sleep(float(answer.headers.get("Retry-After", 1)))


def _says_come_back(answer: httpx.Response) -> bool:
    return answer.status_code in LATER


def _claims(name: str, tally: Tally) -> list[Claim]:
    others = [f"{n} times {answer}" for answer, n in tally.others.most_common(5)]
    for line in tally.wrong_rounds + tally.wrong_books[:5] + others:
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
