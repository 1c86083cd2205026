"""Products as a file: out of the shop, and into it."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, File, Query, UploadFile
from fastapi.responses import StreamingResponse

from backend_services.products.api.dependencies import (
    ProductsParts,
    Reading,
    StaffActor,
    staff_noted,
)
from backend_services.products.api.import_schemas import ImportOut, read_file
from backend_services.products.api.product_routes import PREFIX
from backend_services.products.domain.import_plan import ImportRefused
from backend_services.products.domain.product import SkuTaken
from backend_services.products.domain.product_file import (
    BYTES_MAX,
    LINES_MAX,
    FileTooLarge,
    NotAProductFile,
)
from backend_services.products.domain.product_import import (
    ImportIdReused,
    ImportIsRunning,
    ImportNotFound,
    ImportState,
    ProductsMovedMeanwhile,
    ProductUpload,
)
from backend_services.products.use_cases.check_import import check_import
from backend_services.products.use_cases.export_products import export_products
from backend_services.products.use_cases.import_products import Importer, import_products
from backend_services.products.use_cases.show_import import show_import
from backend_services.shared.db.session import reading
from backend_services.shared.errors import Forbidden, Unauthenticated, Unavailable, Unprocessable
from backend_services.shared.http.problems import responses

_CSV: Final = "text/csv; charset=utf-8"

imports = APIRouter(
    prefix=PREFIX,
    tags=["import and export"],
    dependencies=[Depends(staff_noted)],
    responses=responses(Unauthenticated, Forbidden, Unavailable),
)


@imports.get(
    "/export.csv",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
async def get_export(*, parts: ProductsParts) -> StreamingResponse:
    """All products, those out of the shop too, as the file that an import takes."""
    pieces = export_products(parts.sessions)
    first = await anext(pieces)  # what fails here still has a status of its own
    day = parts.clock.now().date().isoformat()
    headers = {
        "Content-Disposition": f'attachment; filename="products-{day}.csv"',
        "Cache-Control": "no-store",
    }
    return StreamingResponse(_chained(first, pieces), media_type=_CSV, headers=headers)


async def _chained(first: str, rest: AsyncGenerator[str]) -> AsyncGenerator[str]:
    yield first
    async for piece in rest:
        yield piece


@imports.post(
    "/import",
    responses=responses(
        FileTooLarge,
        NotAProductFile,
        ImportRefused,
        ImportIdReused,
        ImportIsRunning,
        ProductsMovedMeanwhile,
        SkuTaken,
    ),
)
async def post_import(
    *,
    file: Annotated[
        UploadFile,
        File(
            description=f"CSV in UTF-8, at most {BYTES_MAX // 2**20} MB and {LINES_MAX} lines,"
            " with columns as in the export; a column that is left out stays as it is"
        ),
    ],
    by: StaffActor,
    parts: ProductsParts,
    dry_run: Annotated[
        bool, Query(description="only say what would be done, and what is wrong")
    ] = False,
    import_id: Annotated[
        UUID | None,
        Query(alias="id", description="yours to choose: to follow it, and to send it again safely"),
    ] = None,
) -> ImportOut:
    """Create and change products by SKU: all lines, or none where one is wrong."""
    found = await asyncio.to_thread(read_file, await file.read(BYTES_MAX + 1))
    if dry_run:
        async with reading(parts.sessions) as session:
            plan = await check_import(session, lines=found.lines, problems=found.problems)
        return ImportOut.of_plan(plan, lines=found.line_count)
    done = await import_products(
        Importer(sessions=parts.sessions, by=by, clock=parts.clock, new_id=parts.new_id),
        upload=ProductUpload(import_id=import_id or parts.new_id(), digest=found.digest),
        lines=found.lines,
        problems=found.problems,
    )
    return ImportOut.of_import(done, state=ImportState.DONE)


@imports.get("/imports/{import_id}", responses=responses(ImportNotFound, Unprocessable))
async def get_import(*, import_id: UUID, session: Reading, parts: ProductsParts) -> ImportOut:
    """How far an import is, or how it ended."""
    found = await show_import(session, import_id=import_id)
    return ImportOut.of_import(found, state=found.seen_at(parts.clock.now()))
