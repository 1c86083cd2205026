from backend_services.products.adapters import catalog
from backend_services.products.adapters.catalog import Json
from backend_services.products.domain.catalog import CatalogFilter
from backend_services.shared.db.session import ReadSession


async def count_facets(session: ReadSession, *, matching: CatalogFilter) -> Json:
    return await catalog.count_facets(session, matching=matching)
