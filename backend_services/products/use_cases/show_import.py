from uuid import UUID

from backend_services.products.adapters.imports import find_import
from backend_services.products.domain.product_import import ImportNotFound, ProductImport
from backend_services.shared.db.session import ReadSession


async def show_import(session: ReadSession, *, import_id: UUID) -> ProductImport:
    """How far it is, or how it ended.

    Raises:
        ImportNotFound: none was begun under this id.
    """
    found = await find_import(session, import_id=import_id)
    if found is None:
        raise ImportNotFound
    return found
