from typing import Annotated, Final

from fastapi import APIRouter, Header, Response
from fastapi.responses import FileResponse

from backend_services.products.adapters.pictures import PictureNotFound, find_picture
from backend_services.products.api.dependencies import ProductsParts
from backend_services.shared.errors import Unprocessable
from backend_services.shared.http.problems import responses

media = APIRouter(prefix="/media", tags=["media"])

# A changed picture gets a new name.
_FOR_EVER: Final = "public, max-age=31536000, immutable"


@media.head("/{file}", include_in_schema=False)
@media.get(
    "/{file}",
    response_class=FileResponse,
    responses={
        **responses(PictureNotFound, Unprocessable),
        200: {"content": {"image/webp": {}, "image/png": {}, "image/jpeg": {}}},
        304: {"description": "The one you have is the newest"},
    },
)
async def get_picture(
    *,
    file: str,
    parts: ProductsParts,
    if_none_match: Annotated[str | None, Header(max_length=1000)] = None,
) -> Response:
    """A picture, to be kept by browsers for ever."""
    picture = await find_picture(parts.settings.media_dir, name=file)
    headers = {
        "Cache-Control": _FOR_EVER,
        "ETag": picture.etag,
        "X-Content-Type-Options": "nosniff",
    }
    known = if_none_match or ""
    if picture.etag in known or known == "*":
        return Response(status_code=304, headers=headers)
    return FileResponse(picture.path, media_type=picture.content_type, headers=headers)
