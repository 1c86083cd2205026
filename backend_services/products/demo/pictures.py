"""Copies the artwork into the shop's own media folder, under names that never change meaning."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from backend_services.products.demo.catalogue import DemoProduct

_NAMED = 5  # of the missing files; a wrong folder lacks them all


class PictureMissing(Exception):
    def __init__(self, files: Sequence[str], *, artwork: Path) -> None:
        named = ", ".join(files[:_NAMED])
        rest = f" and {len(files) - _NAMED} more" if len(files) > _NAMED else ""
        super().__init__(f"not found in {artwork}: {named}{rest}")


def hang_pictures(products: Sequence[DemoProduct], *, artwork: Path, media: Path) -> dict[str, str]:
    """Put each product's picture into `media`; answers the file name by SKU.

    A name carries a digest of the content, so a file that is there already is the right one.

    Raises:
        PictureMissing: `artwork` lacks one; nothing was copied.
    """
    sources = {product.sku: artwork / f"{product.picture}.webp" for product in products}
    if missing := sorted(source.name for source in sources.values() if not source.is_file()):
        raise PictureMissing(missing, artwork=artwork)
    media.mkdir(parents=True, exist_ok=True)
    return {
        product.sku: _copy(sources[product.sku], into=media, slug=product.slug)
        for product in products
    }


def _copy(source: Path, *, into: Path, slug: str) -> str:
    content = source.read_bytes()
    name = f"{slug}-{hashlib.sha256(content).hexdigest()[:8]}{source.suffix}"
    target = into / name
    if not target.exists():
        # Written aside and renamed: the shop never serves half a picture.
        unfinished = target.with_suffix(".part")
        unfinished.write_bytes(content)
        unfinished.replace(target)
    return name
