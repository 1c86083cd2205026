from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from backend_services.products.api.schemas import stripped
from backend_services.products.domain.picture import PICTURES_MAX
from backend_services.shared.db.limits import storable

Alt = Annotated[
    str,
    Field(min_length=1, max_length=200, examples=["A blue teapot on a wooden table"]),
    AfterValidator(storable),
    BeforeValidator(stripped),
]


class PicturePatch(BaseModel):
    alt: Alt | SkipJsonSchema[None] = None
    position: Annotated[int, Field(ge=0, lt=PICTURES_MAX)] | SkipJsonSchema[None] = None

    @model_validator(mode="after")
    def _says_something(self) -> "PicturePatch":
        if self.alt is None and self.position is None:
            msg = "alt or position must be given"
            raise ValueError(msg)
        return self


class PictureOrder(BaseModel):
    picture_ids: list[UUID] = Field(max_length=PICTURES_MAX)
