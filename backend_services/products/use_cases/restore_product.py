from backend_services.contracts.products import ProductUpdatedV1
from backend_services.products.adapters.product_rows import update_product
from backend_services.products.domain.edit import Edit
from backend_services.products.use_cases.begin_edit import begin_edit
from backend_services.products.use_cases.finish_edit import Done, finish_edit
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId


async def restore_product(
    session: WriteSession, *, edit: Edit, clock: Clock, new_id: NewId
) -> None:
    """Put it back into the shop, as it was.

    Raises:
        ProductNotFound: there is no such product.
        ProductChangedMeanwhile: it is not what the editor has seen.
    """
    books, product = await begin_edit(session, edit=edit)
    if product.is_active:
        return  # it is there: nothing to tell
    await update_product(
        session, product_id=edit.product_id, changes={"is_active": True}, at=clock.now()
    )
    done = Done(
        fact=ProductUpdatedV1,
        action="product.restored",
        changes={"is_active": [False, True]},
        before=books,
        after=books.untouched(),
    )
    await finish_edit(session, edit=edit, done=done, clock=clock, new_id=new_id)
