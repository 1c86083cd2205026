from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from backend_services.notifications.adapters.tables import CatalogPosition
from backend_services.shared.db.session import WriteSession


async def advance(session: WriteSession, *, product_id: int, sequence: int) -> bool:
    """Move the product's position forward; False when it is there or further already."""
    row = insert(CatalogPosition).values(product_id=product_id, sequence=sequence)
    forward = row.on_conflict_do_update(
        index_elements=[col(CatalogPosition.product_id)],
        set_={"sequence": row.excluded.sequence},
        where=col(CatalogPosition.sequence) < row.excluded.sequence,
    )
    return await session.scalar(forward.returning(col(CatalogPosition.product_id))) is not None
