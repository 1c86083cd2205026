from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Claim:
    part: str
    says: str
    figures: str
    holds: bool


def print_claims(claims: Sequence[Claim]) -> None:
    says = max(len(claim.says) for claim in claims)
    figures = max(len(claim.figures) for claim in claims)
    print(f"\n{'part':<10}{'claim':<{says + 2}}{'figures':<{figures + 2}}verdict")
    for claim in claims:
        verdict = "holds" if claim.holds else "MISSED"
        print(f"{claim.part:<10}{claim.says:<{says + 2}}{claim.figures:<{figures + 2}}{verdict}")
    missed = sum(not claim.holds for claim in claims)
    print(f"\n{len(claims) - missed} of {len(claims)} claims hold.")
