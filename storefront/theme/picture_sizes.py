"""How large pictures are shown, in the words of HTML's `sizes`."""

from typing import Final

PIXELS: Final = "256"  # the drawn pictures' own size
ON_CARD: Final = "(min-width: 64rem) 270px, (min-width: 48rem) 33vw, 50vw"
ON_PAGE: Final = "(min-width: 48rem) 546px, 100vw"
