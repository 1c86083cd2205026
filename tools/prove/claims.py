import traceback
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Claim:
    part: str
    says: str
    figures: str
    holds: bool


async def shown(part: str, prove: Callable[[], Awaitable[list[Claim]]]) -> list[Claim]:
    """What the part claims; a part that breaks off has missed, and the table says so."""
    try:
        return await prove()
    except Exception as error:  # noqa: BLE001 - a proof that could not be led is no proof
        traceback.print_exception(error)
        return [missed(part, error)]


def missed(part: str, error: Exception) -> Claim:
    return Claim(part, "it could be shown to the end", str(error) or repr(error), holds=False)


def print_claims(claims: Sequence[Claim]) -> None:
    says = max(len(claim.says) for claim in claims)
    figures = max(len(claim.figures) for claim in claims)
    print(f"\n{'part':<10}{'claim':<{says + 2}}{'figures':<{figures + 2}}verdict")
    for claim in claims:
        verdict = "holds" if claim.holds else "MISSED"
        print(f"{claim.part:<10}{claim.says:<{says + 2}}{claim.figures:<{figures + 2}}{verdict}")
    missed = sum(not claim.holds for claim in claims)
    print(f"\n{len(claims) - missed} of {len(claims)} claims hold.")
