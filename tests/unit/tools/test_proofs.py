"""`make prove` ends in a table, whatever happens: a proof that breaks off is a miss."""

from typing import cast

import pytest

from tools.prove import sampler as sampling
from tools.prove.claims import Claim, print_claims, shown
from tools.prove.sampler import Sampler
from tools.prove.shop import NeverHappened, Shop


async def test_what_never_happens_is_a_miss_in_the_table(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async def breaks_off() -> list[Claim]:
        raise NeverHappened("the shop is at rest")

    claims = await shown("chaos", breaks_off)
    print_claims(claims)

    (claim,) = claims
    assert (claim.part, claim.holds) == ("chaos", False)
    assert "the shop is at rest" in claim.figures
    assert "0 of 1 claims hold." in capsys.readouterr().out


async def test_a_sampler_that_dies_is_not_silent() -> None:
    class Silent:
        async def rows(self, *_: object, **__: object) -> list[object]:
            raise NeverHappened("products answers")

    sampler = Sampler(cast("Shop", Silent()), {1: 10})

    with pytest.raises(NeverHappened, match="products answers"):
        async with sampler.watching():
            await sampling.asyncio.sleep(0)


def test_too_few_looks_show_nothing() -> None:
    sampler = Sampler(cast("Shop", None), {1: 10}, looks=sampling.MIN_LOOKS - 1)
    assert not sampler.is_right
    sampler.looks += 1
    assert sampler.is_right
    sampler.wrong.append("row")
    assert not sampler.is_right
