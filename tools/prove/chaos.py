"""A steady stream of orders while one process after the other is killed with SIGKILL."""

import asyncio
import email
import email.policy
import time
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx

from backend_services.shared.ids import new_id
from tools.prove.claims import Claim
from tools.prove.sampler import Sampler
from tools.prove.shop import NeverHappened, Shop

VICTIMS: Final = ("products", "orders", "notifications", "broker", "postgres")
STREAMS: Final = 4  # buyers at a time, each with one order after the other
PAUSE: Final = 0.15  # seconds between two orders of a stream
CALM: Final = 1.0  # seconds of ordinary business between two deaths
STOCK: Final = 5_000
SOLD, REFUSED = 201, 409
SENDERS: Final = 2  # of notifications, each with one mail at a time
PATIENCE: Final = 90.0  # seconds for which a buyer tries again with the same key


@dataclass
class Stream:
    shop: Shop
    products: list[int]
    patience: float
    answered: dict[int, int] = field(default_factory=dict[int, int])  # order id -> units
    refused: int = 0
    retries: int = 0
    given_up: list[str] = field(default_factory=list[str])
    is_over: asyncio.Event = field(default_factory=asyncio.Event)
    _buyers: list[asyncio.Task[None]] = field(default_factory=list[asyncio.Task[None]])

    @asynccontextmanager
    async def flowing(self) -> AsyncGenerator[None]:
        self._buyers = [asyncio.create_task(self._run(buyer)) for buyer in range(STREAMS)]
        try:
            yield
        finally:
            for buyer in self._buyers:
                buyer.cancel()

    async def end(self) -> None:
        """No more orders; those that were begun are answered or given up."""
        self.is_over.set()
        await asyncio.gather(*self._buyers)

    async def _run(self, buyer: int) -> None:
        number = 0
        while not self.is_over.is_set():
            number += 1
            await self._order(buyer * 100_000 + number, key=f"chaos-{new_id()}", units=number % 3)
            await asyncio.sleep(PAUSE)

    async def _order(self, buyer: int, *, key: str, units: int) -> None:
        """As a shop window does it: the same key until there is an answer."""
        lines = dict.fromkeys(self.products, units + 1)
        deadline = time.monotonic() + self.patience
        last = ""
        while time.monotonic() < deadline:
            try:
                answer = await self.shop.buy(buyer, lines, key=key)
            except httpx.TransportError as error:
                last = type(error).__name__
            else:
                if answer.status_code == SOLD:
                    self.answered[answer.json()["id"]] = units + 1
                    return
                last = f"{answer.status_code} {answer.text[:200]}"
                if answer.status_code == REFUSED and answer.json()["code"] == "out_of_stock":
                    self.refused += 1
                    return
            self.retries += 1
            await asyncio.sleep(0.3)
        self.given_up.append(last)


async def prove_chaos(shop: Shop, *, turns: int, outage: float) -> list[Claim]:
    """Each victim dies so many times; then the database stays away for so many seconds."""
    products = [await shop.put_on_shelf(new_id().hex[-20:], stock=STOCK) for _ in range(2)]
    stream = Stream(shop, products, patience=PATIENCE + outage)
    sampler = Sampler(shop, dict.fromkeys(products, STOCK))
    started = time.monotonic()
    async with sampler.watching(), stream.flowing():
        await _kill_all(shop, turns=turns)
        if outage:
            await asyncio.sleep(CALM)
            await shop.keep_away("postgres", seconds=outage)
            print(f"  chaos: postgres was away for {outage:.0f} s", flush=True)
        await asyncio.sleep(CALM)
        await stream.end()
        rest = await _comes_to_rest(shop)
    seconds = time.monotonic() - started
    books = await sampler.look()
    away = f" and {outage:.0f} s without PostgreSQL" if outage else ""
    kills = f"{turns * len(VICTIMS)} kills{away} in {seconds:.0f} s"
    return [
        Claim(
            "chaos",
            "every buyer got an answer",
            f"{kills}, {len(stream.answered)} orders,"
            f" {stream.retries} retries, {len(stream.given_up)} gave up",
            not stream.given_up,
        ),
        rest,
        await _each_order_once(shop, stream),
        _units(stream, sampler=sampler, books=books),
        *await _each_mail_once(shop, stream),
        await _nothing_hangs(shop),
    ]


async def _kill_all(shop: Shop, *, turns: int) -> None:
    for turn in range(turns):
        for victim in VICTIMS:
            await asyncio.sleep(CALM)
            await shop.kill(victim)
            print(f"  chaos: {victim} died and came back ({turn + 1} of {turns})", flush=True)


async def _comes_to_rest(shop: Shop) -> Claim:
    says = "what was under way is worked through"
    started = time.monotonic()
    try:
        await shop.comes_to_rest()
    except NeverHappened as error:
        return Claim("chaos", says, str(error), holds=False)
    return Claim("chaos", says, f"after {time.monotonic() - started:.0f} s", holds=True)


async def _each_order_once(shop: Shop, stream: Stream) -> Claim:
    rows = await shop.rows(
        "orders",
        "select id, status from orders where id in"
        " (select order_id from order_items where product_id = any(:products))"
        " and status <> 'rejected'",
        products=stream.products,
    )
    found = Counter(row["id"] for row in rows)
    lost = stream.answered.keys() - found.keys()
    extra = found.keys() - stream.answered.keys()
    return Claim(
        "chaos",
        "every order that was answered 201 exists once, and no other",
        f"{len(stream.answered)} answered, {len(lost)} lost, {len(extra)} too many",
        not lost and not extra and set(found.values()) <= {1},
    )


def _units(stream: Stream, *, sampler: Sampler, books: dict[int, tuple[int, int, int]]) -> Claim:
    sold = sum(stream.answered.values())
    is_right = all(one == (STOCK - sold, 0, sold) for one in books.values())
    left = sorted({one[0] for one in books.values()})
    return Claim(
        "chaos",
        "units sold + left = start, at every look; no hold leaks",
        f"{sold} sold + {left} left of {STOCK}, {sampler.looks} looks, {len(sampler.wrong)} wrong",
        is_right and sampler.is_right,
    )


async def _each_mail_once(shop: Shop, stream: Stream) -> list[Claim]:
    """By Message-ID: a sender that is killed after the mail server's yes sends the mail again.

    Under the same id; SMTP offers nothing better (RFC 5321, 4.5.4.1). How often that was is said,
    and bounded: only a mail that was under way at a death can come twice.
    """
    rows = await shop.rows(
        "notifications",
        "select order_id, message from notifications"
        " where type = 'order_confirmation' and order_id = any(:orders) and status = 'sent'",
        orders=list(stream.answered),
    )
    told = Counter(row["order_id"] for row in rows)
    arrived = await asyncio.to_thread(_message_ids, shop.settings.mails)
    missing = [row["order_id"] for row in rows if arrived[_message_id(row["message"])] == 0]
    again = sum(max(arrived[_message_id(row["message"])] - 1, 0) for row in rows)
    is_right = told.keys() == stream.answered.keys() and set(told.values()) == {1} and not missing
    return [
        Claim(
            "chaos",
            "each order has exactly one confirmation mail (by Message-ID)",
            f"{len(rows)} mails for {len(stream.answered)} orders, {len(missing)} missing",
            is_right,
        ),
        Claim(
            "chaos",
            "no mail came twice but one under way when its sender died",
            f"{again} came again under the same Message-ID, {shop.deaths} deaths",
            again <= SENDERS * shop.deaths,
        ),
    ]


def _message_ids(folder: Path) -> Counter[str]:
    return Counter(
        _message_id(path.read_bytes())
        for part in ("new", "cur")
        for path in (folder / part).glob("*")
    )


def _message_id(content: bytes) -> str:
    parsed: Any = email.message_from_bytes(content, policy=email.policy.default)
    return str(parsed["Message-ID"])


async def _nothing_hangs(shop: Shop) -> Claim:
    placing = await shop.value("orders", "select count(*) from orders where status = 'placing'")
    holds = await shop.value("products", "select count(*) from reservation where state = 'held'")
    dead = [
        await shop.value(one, "select count(*) from dead_letter where redriven_at is null")
        for one in ("products", "orders", "notifications")
    ]
    return Claim(
        "chaos",
        "no order hangs in placing, no hold is open, no message was given up",
        f"{placing} placing, {holds} holds, {sum(dead)} dead letters",
        placing == holds == sum(dead) == 0,
    )
