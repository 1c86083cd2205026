"""`make prove`: what the shop promises, shown on a shop that really runs.

`python -m tools.prove [oversell|chaos|shuffle|model …] [--short]`; exits with 1 on any miss.
"""

import argparse
import asyncio
import platform
import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import psutil

from tools.prove.chaos import prove_chaos
from tools.prove.claims import Claim, missed, print_claims, shown
from tools.prove.oversell import prove_oversell
from tools.prove.shop import NeverHappened, Shop, opened_shop
from tools.prove.suites import prove_by_tests

LIVE: Final = ("oversell", "chaos")
OUTAGE: Final = 100.0  # seconds; five receives with their pauses would be over after 81
TESTED: Final = {
    "shuffle": ("tests/service/orders/test_twice_and_shuffled.py",),
    "model": ("tests/model",),
}
PARTS: Final = (*LIVE, *TESTED)


def main() -> int:
    given = _parse()
    wanted = given.parts or PARTS
    print(
        f"Vitrine's promises, on {psutil.cpu_count()} CPUs, Python {platform.python_version()},"
        f" {'the short form' if given.short else 'the full form'}\n"
    )
    claims: list[Claim] = []
    if live := [part for part in LIVE if part in wanted]:
        try:
            with opened_shop() as shop:
                claims += asyncio.run(_prove_live(shop, live, is_short=given.short))
        except NeverHappened as error:
            claims.append(missed("shop", error))
    for part, files in TESTED.items():
        if part in wanted:
            claims += prove_by_tests(part, files)
    print_claims(claims)
    return 0 if all(claim.holds for claim in claims) else 1


async def _prove_live(shop: Shop, parts: Sequence[str], *, is_short: bool) -> list[Claim]:
    proofs: dict[str, Callable[[], Awaitable[list[Claim]]]] = {
        "oversell": lambda: prove_oversell(shop, rounds=2 if is_short else 10, is_shared=is_short),
        "chaos": lambda: prove_chaos(
            shop, turns=1 if is_short else 4, outage=0 if is_short else OUTAGE
        ),
    }
    claims: list[Claim] = []
    async with shop.connected():
        for part in parts:
            claims += await shown(part, proofs[part])
    return claims


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.prove", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=", ".join(PARTS))
    parser.add_argument(
        "--short", action="store_true", help="fewer rounds, on a machine that has other work"
    )
    given = parser.parse_args()
    # By hand: argparse refuses no part at all when it knows the choices.
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    return given


if __name__ == "__main__":
    sys.exit(main())
