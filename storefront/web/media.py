import re
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from storefront.api.client import Call, Gateway

PICTURE_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")
CACHE_SIZE: Final = 64 * 2**20  # bytes; a few thousand pictures
FOR_EVER: Final = "public, max-age=31536000, immutable"


@dataclass(frozen=True, kw_only=True)
class Picture:
    content: bytes
    media_type: str


class Pictures:
    """The gateway's pictures under the shop's own roof, the most wanted ones in memory."""

    def __init__(self, gateway: Gateway, *, size: int = CACHE_SIZE) -> None:
        self._gateway = gateway
        self._size = size
        self._used = 0
        self._kept: OrderedDict[str, Picture] = OrderedDict()

    async def get(self, name: str) -> Picture:
        kept = self._kept.get(name)
        if kept is not None:
            self._kept.move_to_end(name)
            return kept
        response = await self._gateway.send(Call(method="GET", path=f"/media/{name}"))
        picture = Picture(
            content=response.content,
            media_type=response.headers.get("content-type", "application/octet-stream"),
        )
        self._keep(name, picture)
        return picture

    def _keep(self, name: str, picture: Picture) -> None:
        if name in self._kept:  # two visitors asked at once
            return
        self._kept[name] = picture
        self._used += len(picture.content)
        while self._used > self._size:
            _, oldest = self._kept.popitem(last=False)
            self._used -= len(oldest.content)
