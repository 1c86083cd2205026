"""A product's pictures; the first one stands for it in lists, carts and orders."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, File, Form, Response, UploadFile

from backend_services.products.api.answers import answer_edited
from backend_services.products.api.dependencies import (
    Editing,
    ProductsParts,
    Writing,
    staff_noted,
)
from backend_services.products.api.picture_schemas import Alt, PictureOrder, PicturePatch
from backend_services.products.api.product_routes import EDIT_ERRORS, PREFIX
from backend_services.products.api.schemas import PictureOut, ProductOut
from backend_services.products.domain.picture import (
    PICTURES_MAX,
    UPLOAD_LIMIT,
    NoSuchPicture,
    OrderIncomplete,
    PictureBroken,
    PictureTooLarge,
    ProductPicture,
    TooManyPictures,
    UnknownPictureType,
    find_picture,
    moved,
    reorder,
)
from backend_services.products.use_cases.change_pictures import change_pictures
from backend_services.shared.errors import Forbidden, Unauthenticated, Unavailable
from backend_services.shared.http.problems import responses

pictures = APIRouter(
    prefix=f"{PREFIX}/{{product_id}}/pictures",
    tags=["pictures"],
    dependencies=[Depends(staff_noted)],
    responses=responses(Unauthenticated, Forbidden, Unavailable),
)


@pictures.post(
    "",
    status_code=201,
    response_model=PictureOut,
    responses=responses(
        *EDIT_ERRORS, PictureTooLarge, UnknownPictureType, PictureBroken, TooManyPictures
    ),
)
async def post_picture(
    *,
    edit: Editing,
    file: Annotated[UploadFile, File(description="PNG, JPEG or WebP, at most 10 MB")],
    alt: Annotated[Alt, Form(description="what it shows, for those who do not see it")],
    session: Writing,
    parts: ProductsParts,
) -> dict[str, object]:
    """Add a picture, as the last one. It is kept in several widths, without what a camera notes."""
    made = await parts.studio.process(await file.read(UPLOAD_LIMIT + 1))
    picture = ProductPicture(
        id=parts.new_id(),
        alt=alt,
        width=made.width,
        height=made.height,
        url=made.url,
        variants=made.variants,
    )

    def add(there: Sequence[ProductPicture]) -> list[ProductPicture]:
        if len(there) >= PICTURES_MAX:
            raise TooManyPictures
        return [*there, picture]

    await change_pictures(session, edit=edit, change=add, clock=parts.clock, new_id=parts.new_id)
    return picture.to_row()


@pictures.put(
    "/order", response_model=ProductOut, responses=responses(*EDIT_ERRORS, OrderIncomplete)
)
async def put_picture_order(
    *, edit: Editing, body: PictureOrder, session: Writing, parts: ProductsParts
) -> Response:
    """Say in which order they are shown."""
    await change_pictures(
        session,
        edit=edit,
        change=lambda there: reorder(there, picture_ids=body.picture_ids),
        clock=parts.clock,
        new_id=parts.new_id,
    )
    return await answer_edited(session, product_id=edit.product_id)


@pictures.patch(
    "/{picture_id}", response_model=ProductOut, responses=responses(*EDIT_ERRORS, NoSuchPicture)
)
async def patch_picture(
    *, edit: Editing, picture_id: UUID, body: PicturePatch, session: Writing, parts: ProductsParts
) -> Response:
    """Say better what it shows, or move it."""

    def change(there: Sequence[ProductPicture]) -> list[ProductPicture]:
        place = find_picture(there, picture_id=picture_id)
        told = [*there]
        if body.alt is not None:
            told[place] = replace(told[place], alt=body.alt)
        return told if body.position is None else moved(told, place=place, to=body.position)

    await change_pictures(session, edit=edit, change=change, clock=parts.clock, new_id=parts.new_id)
    return await answer_edited(session, product_id=edit.product_id)


@pictures.delete("/{picture_id}", status_code=204, responses=responses(*EDIT_ERRORS, NoSuchPicture))
async def delete_picture(
    *, edit: Editing, picture_id: UUID, session: Writing, parts: ProductsParts
) -> None:
    """Take it from the product. Orders that show it keep it."""

    def remove(there: Sequence[ProductPicture]) -> list[ProductPicture]:
        place = find_picture(there, picture_id=picture_id)
        return [*there[:place], *there[place + 1 :]]

    await change_pictures(session, edit=edit, change=remove, clock=parts.clock, new_id=parts.new_id)
