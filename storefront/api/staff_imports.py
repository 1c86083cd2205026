"""Products as a file: out of the shop, and into it."""

from typing import Final
from uuid import UUID

import httpx

from storefront.api.client import Call, Gateway
from storefront.api.staff_models import BadLine, ImportReport
from storefront.api.staff_wire import ImportOut, LineProblemOut

BYTES_MAX: Final = 5 * 1024 * 1024
# Seconds; longer than the gateway waits for products, so that it is the gateway who gives up.
PATIENCE: Final = 40.0
NAME: Final = "products.csv"
MEDIA_TYPE: Final = "text/csv"


async def check_file(gateway: Gateway, content: bytes) -> ImportReport:
    """What it would do, and what is wrong with it; nothing is changed."""
    return await _send(gateway, content, params={"dry_run": True})


async def import_file(gateway: Gateway, content: bytes, *, import_id: UUID) -> ImportReport:
    """All of it, or nothing; `import_id` is for asking how far it is.

    Raises:
        Unavailable: nobody answered in time. It may be at work all the same: ask.
        GatewayError: nothing was imported.
    """
    return await _send(gateway, content, params={"dry_run": False, "id": str(import_id)})


async def get_import(gateway: Gateway, import_id: UUID) -> ImportReport:
    """How far it is, or how it ended.

    Raises:
        NotFound: it was never begun.
        GatewayError: nobody can tell.
    """
    call = Call(method="GET", path=f"/products/imports/{import_id}")
    return _report(await gateway.fetch(call, answer=ImportOut))


async def export(gateway: Gateway) -> httpx.Response:
    """All products as a file, with the headers that name it."""
    return await gateway.send(Call(method="GET", path="/products/export.csv", patience=PATIENCE))


async def _send(gateway: Gateway, content: bytes, *, params: dict[str, str | bool]) -> ImportReport:
    call = Call(
        method="POST",
        path="/products/import",
        params=params,
        file=(NAME, content, MEDIA_TYPE),
        patience=PATIENCE,
    )
    return _report(await gateway.fetch(call, answer=ImportOut))


def _report(found: ImportOut) -> ImportReport:
    return ImportReport(
        state=found.state or "",
        lines=found.lines,
        written=found.written,
        created=found.created,
        updated=found.updated,
        unchanged=found.unchanged,
        reason=found.reason or "",
        bad_lines=[_bad_line(place, one) for place, one in enumerate(found.problems)],
        problem_count=found.problem_count,
    )


def _bad_line(place: int, problem: LineProblemOut) -> BadLine:
    return BadLine(
        key=str(place),
        line=problem.line,
        sku=problem.sku,
        field=problem.field.replace("_", " "),
        reason=problem.reason,
    )
