"""How products look to everybody, which a cart or an order does not tell."""

from dataclasses import dataclass, field

from storefront.api.memory import Memory


@dataclass(frozen=True, kw_only=True)
class Look:
    tile: int = 0
    image_alt: str = ""


@dataclass(frozen=True)
class Shelf:
    """Remembered by the worker for a minute; only decoration, never prices or stock."""

    tiles: Memory[dict[str, int]] = field(default_factory=Memory[dict[str, int]])
    pictures: Memory[dict[str, str]] = field(default_factory=Memory[dict[str, str]])
    looks: Memory[Look] = field(default_factory=Memory[Look])
