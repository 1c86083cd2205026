from backend_services.products.adapters.catalog import Json, find_page
from backend_services.products.domain.catalog import CatalogQuery
from backend_services.shared.db.session import ReadSession


async def browse_catalog(session: ReadSession, *, query: CatalogQuery) -> Json:
    return await find_page(session, query=query)
