from typing import Final

from backend_services.products.adapters.catalog import Json, find_suggestions
from backend_services.products.domain.catalog import CatalogFilter
from backend_services.shared.db.session import ReadSession

_SHOWN: Final = 8


async def suggest_products(session: ReadSession, *, text: str) -> Json:
    """What somebody who typed that may be looking for; only what is on sale."""
    return await find_suggestions(session, matching=CatalogFilter(text=text), limit=_SHOWN)
