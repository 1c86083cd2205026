from backend_services.contracts.products import ProductDeletedV1
from backend_services.products.adapters.product_rows import update_product
from backend_services.products.domain.edit import Edit
from backend_services.products.use_cases.begin_edit import begin_edit
from backend_services.products.use_cases.finish_edit import Done, finish_edit
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId


async def delete_product(session: WriteSession, *, edit: Edit, clock: Clock, new_id: NewId) -> None:
    """Take it out of the shop; the row stays for orders that name it, and can be put back.

    Raises:
        ProductNotFound: there is no such product.
        ProductChangedMeanwhile: it is not what the editor has seen.
    """
    books, product = await begin_edit(session, edit=edit)
    if not product.is_active:
        return  # out of the shop already: nothing to tell
    await update_product(
        session, product_id=edit.product_id, changes={"is_active": False}, at=clock.now()
    )
    done = Done(
        fact=ProductDeletedV1,
        action="product.deleted",
        changes={"is_active": [True, False]},
        before=books,
        after=books.untouched(),
    )
    await finish_edit(session, edit=edit, done=done, clock=clock, new_id=new_id)
