"""From a file that somebody sent to pictures that a browser may be shown."""

import asyncio
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from backend_services.products.domain.picture import (
    PIXEL_LIMIT,
    UPLOAD_LIMIT,
    WIDTHS,
    PictureBroken,
    PictureTooLarge,
    UnknownPictureType,
    Variant,
)
from backend_services.shared.ids import new_id

_FORMATS: Final = ("PNG", "JPEG", "WEBP")  # by content; what the file is called says nothing
_QUALITY: Final = 82  # of WebP: no difference to be seen in goods at this size
_DIGITS: Final = 24  # of the digest in a name


@dataclass(frozen=True, slots=True)
class Processed:
    width: int  # px, of the widest
    height: int
    url: str
    variants: tuple[Variant, ...]


class PictureStudio:
    """Makes the variants, one picture at a time: unpacked it may be 160 MB."""

    def __init__(self, media_dir: Path) -> None:
        self._media_dir = media_dir
        self._turn = asyncio.Semaphore(1)

    async def process(self, content: bytes) -> Processed:
        """Check it, turn it upright, strip it of all but its pixels, and write it in each width.

        Files are named after what is in them: one that is there already is the right one.

        Raises:
            PictureTooLarge: too many bytes, or too many pixels.
            UnknownPictureType: it is no PNG, JPEG or WebP.
            PictureBroken: it says it is one and cannot be read.
        """
        if len(content) > UPLOAD_LIMIT:
            raise PictureTooLarge
        async with self._turn:
            return await asyncio.to_thread(_process, content, self._media_dir)


def _process(content: bytes, folder: Path) -> Processed:
    picture = _read(content)
    digest = hashlib.sha256(content).hexdigest()[:_DIGITS]
    widths = [width for width in WIDTHS if width < picture.width]
    if len(widths) < len(WIDTHS):
        widths.append(picture.width)  # never blown up
    folder.mkdir(parents=True, exist_ok=True)
    variants: list[Variant] = []
    height = picture.height
    for width in widths:
        height = max(1, round(picture.height * width / picture.width))
        name = f"{digest}-{width}.webp"
        smaller = picture.copy()
        smaller.thumbnail((width, height), Image.Resampling.LANCZOS)
        _write(smaller, folder / name)
        variants.append(Variant(width, f"/media/{name}"))
    return Processed(widths[-1], height, variants[-1].url, tuple(variants))


def _read(content: bytes) -> Image.Image:
    try:
        picture = Image.open(io.BytesIO(content), formats=_FORMATS)
    except UnidentifiedImageError:
        raise UnknownPictureType from None
    except Image.DecompressionBombError:
        raise PictureTooLarge from None
    except Exception:  # noqa: BLE001 - a hostile file may make a decoder raise anything
        raise PictureBroken from None
    if picture.width * picture.height > PIXEL_LIMIT:
        raise PictureTooLarge
    try:
        upright = ImageOps.exif_transpose(picture)
        has_alpha = "A" in upright.getbands() or "transparency" in upright.info
        return upright.convert("RGBA" if has_alpha else "RGB")
    except Exception:  # noqa: BLE001 - as above
        raise PictureBroken from None


def _write(picture: Image.Image, target: Path) -> None:
    if target.exists():
        target.touch()  # wanted again: what nobody has wanted for long is removed
        return
    # Written aside and renamed: the shop never serves half a picture. A name of its own: another
    # process may be writing the same one.
    unfinished = target.with_suffix(f".{new_id().hex}.part")
    picture.save(unfinished, "WEBP", quality=_QUALITY, method=4)
    unfinished.replace(target)
