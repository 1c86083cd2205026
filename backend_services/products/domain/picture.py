"""The pictures of a product, in the order in which they are shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from backend_services.shared.errors import (
    AppError,
    Conflict,
    NotFound,
    PayloadTooLarge,
    Unprocessable,
)

UPLOAD_LIMIT: Final = 10 * 1024 * 1024  # bytes
PIXEL_LIMIT: Final = 40_000_000  # of one picture: 160 MB when unpacked
PICTURES_MAX: Final = 12  # of one product
WIDTHS: Final = (320, 640, 1280)  # px; what a phone's list, a card and a large page need


class NoSuchPicture(NotFound):
    code, title = "picture_not_found", "The product has no such picture"


class TooManyPictures(Conflict):
    code, title = "too_many_pictures", f"A product has at most {PICTURES_MAX} pictures"


class PictureTooLarge(PayloadTooLarge):
    code, title = "picture_too_large", "file: at most 10 MB and 40 megapixels are taken"


class UnknownPictureType(AppError):
    code, status = "unknown_picture_type", 415
    title = "file: only PNG, JPEG and WebP pictures are taken"


class PictureBroken(Unprocessable):
    code, title = "picture_broken", "file: this picture is damaged"


class OrderIncomplete(Unprocessable):
    code, title = "order_incomplete", "picture_ids must name each picture of the product once"


@dataclass(frozen=True, slots=True)
class Variant:
    width: int  # px
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPicture:
    id: UUID
    alt: str  # for those who do not see it
    width: int | None  # px; None for one that came before sizes were kept
    height: int | None
    url: str  # the widest
    variants: tuple[Variant, ...]

    @property
    def file(self) -> str:
        return self.url.removeprefix("/media/")

    def to_row(self) -> dict[str, Any]:
        """As the database keeps and the API shows it."""
        return {
            "id": str(self.id),
            "alt": self.alt,
            "width": self.width,
            "height": self.height,
            "url": self.url,
            "variants": [{"width": one.width, "url": one.url} for one in self.variants],
        }

    @classmethod
    def of_row(cls, row: dict[str, Any]) -> "ProductPicture":
        return cls(
            id=UUID(row["id"]),
            alt=row["alt"],
            width=row["width"],
            height=row["height"],
            url=row["url"],
            variants=tuple(Variant(one["width"], one["url"]) for one in row["variants"]),
        )


def find_picture(pictures: Sequence[ProductPicture], *, picture_id: UUID) -> int:
    """Its place.

    Raises:
        NoSuchPicture: it is none of these.
    """
    for place, picture in enumerate(pictures):
        if picture.id == picture_id:
            return place
    raise NoSuchPicture


def reorder(
    pictures: Sequence[ProductPicture], *, picture_ids: Sequence[UUID]
) -> list[ProductPicture]:
    """The same ones, as wished.

    Raises:
        OrderIncomplete: not each of them once.
    """
    by_id = {picture.id: picture for picture in pictures}
    if len(picture_ids) != len(by_id) or set(picture_ids) != by_id.keys():
        raise OrderIncomplete
    return [by_id[one] for one in picture_ids]


def moved(pictures: Sequence[ProductPicture], *, place: int, to: int) -> list[ProductPicture]:
    """The same ones, one of them at another place; beyond the last is the last."""
    rest = [*pictures[:place], *pictures[place + 1 :]]
    return [*rest[:to], pictures[place], *rest[to:]]
