from backend_services.products.adapters.catalog import Json, count_categories
from backend_services.shared.db.session import ReadSession


async def list_categories(session: ReadSession) -> Json:
    return await count_categories(session)
