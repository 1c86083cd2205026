import re
from typing import Annotated, Final

from fastapi import Depends, Header

from backend_services.shared.errors import PreconditionFailed

_TAG: Final = re.compile(r'"(\d{1,9})"', re.ASCII)


def etag(version: int) -> str:
    return f'"{version}"'


async def _if_version(
    if_match: Annotated[
        str | None, Header(description="the ETag that was seen: refuse when it is another by now")
    ] = None,
) -> int | None:
    """Raises: PreconditionFailed: no order has ever had that tag."""
    if if_match is None or if_match.strip() == "*":
        return None
    tag = _TAG.fullmatch(if_match.strip())
    if tag is None:
        raise PreconditionFailed("If-Match: send the ETag of an order, as it is")
    return int(tag[1])


IfVersion = Annotated[int | None, Depends(_if_version)]
