import asyncio
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from backend_services.shared.errors import NotFound

# A plain name: no folder, no leading dot, nothing that a browser would run.
_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")
_CONTENT_TYPES: Final = {
    ".avif": "image/avif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}


class PictureNotFound(NotFound):
    code, title = "picture_not_found", "Picture not found"


@dataclass(frozen=True, slots=True)
class Picture:
    path: Path
    content_type: str
    etag: str


async def find_picture(folder: Path, *, name: str) -> Picture:
    """A picture of the folder itself.

    Raises:
        PictureNotFound: no such file, no picture, or a name that leads elsewhere.
    """
    content_type = _CONTENT_TYPES.get(Path(name).suffix)
    if content_type is None or not _PLAIN_NAME.fullmatch(name):
        raise PictureNotFound
    return await asyncio.to_thread(_look, folder / name, content_type)


def _look(path: Path, content_type: str) -> Picture:
    if not path.is_file() or path.is_symlink():
        raise PictureNotFound
    known = path.stat()
    return Picture(path, content_type, etag=f'"{known.st_mtime_ns:x}-{known.st_size:x}"')
