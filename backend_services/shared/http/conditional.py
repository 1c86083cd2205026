"""`If-Match` and `If-None-Match` (RFC 9110, 13.1): what a caller has seen."""

import re
from typing import Annotated, Final

from fastapi import Header

from backend_services.shared.errors import BadRequest

_TAG: Final = re.compile(r'\s*(W/)?"([\x21\x23-\x7e]*)"\s*')


class BadCondition(BadRequest):
    code, title = "bad_condition", "A condition of the request cannot be read"


IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=1000,
        description='the `ETag` of what you changed, as in `"3.17"`; another one is refused (412)',
    ),
]
IfNoneMatch = Annotated[str | None, Header(alias="If-None-Match", max_length=1000)]


def parse_if_match(header: str | None) -> frozenset[str] | None:
    """The tags of which one must be the current one; None where any will do.

    Weak tags are left out: they never match strongly.

    Raises:
        BadCondition: neither `*` nor a list of entity tags.
    """
    if header is None or header.strip() == "*":
        return None
    found = [_TAG.fullmatch(piece) for piece in header.split(",")]
    if not all(found):
        raise BadCondition('If-Match must be * or entity tags like "3.17"')
    return frozenset(tag[2] for tag in found if tag and not tag[1])


def is_known(tag: str, *, if_none_match: str | None) -> bool:
    """Whether the caller has this one already; whatever cannot be read is no claim to have it."""
    if if_none_match is None:
        return False
    if if_none_match.strip() == "*":
        return True
    found = (_TAG.fullmatch(piece) for piece in if_none_match.split(","))
    return any(match is not None and match[2] == tag for match in found)


def quoted(tag: str) -> str:
    return f'"{tag}"'
