import asyncio
from collections.abc import Sequence

from backend_services.products.adapters.product_rows import find_products
from backend_services.products.domain.import_plan import (
    ImportPlan,
    LineProblem,
    ProductLine,
    plan_import,
)
from backend_services.shared.db.session import ReadSession


async def check_import(
    session: ReadSession, *, lines: Sequence[ProductLine], problems: Sequence[LineProblem] = ()
) -> ImportPlan:
    """What the file would do, and what is wrong with it; nothing is changed."""
    known = await find_products(session, skus={line.sku for line in lines})
    # In a thread: thousands of lines would keep everybody else waiting.
    return await asyncio.to_thread(plan_import, lines, known=known, problems=problems)
