from backend_services.contracts.products import ProductStockChangedV1
from backend_services.products.adapters.product_rows import update_product
from backend_services.products.domain.edit import Edit
from backend_services.products.use_cases.begin_edit import begin_edit
from backend_services.products.use_cases.finish_edit import Done, finish_edit
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId


async def set_stock(
    session: WriteSession,
    *,
    edit: Edit,
    stock_quantity: int,
    reason: str | None = None,
    clock: Clock,
    new_id: NewId,
) -> None:
    """Say how many units can be bought; what is reserved stays reserved.

    Raises:
        ProductNotFound: there is no such product.
        ProductChangedMeanwhile: it, or its stock, is not what the editor has seen.
    """
    books, _ = await begin_edit(session, edit=edit, counts_stock=True)
    if books.available == stock_quantity:
        return  # there are as many already: nothing to tell
    await update_product(session, product_id=edit.product_id, changes={}, at=clock.now())
    done = Done(
        fact=ProductStockChangedV1,
        action="stock.set",
        changes={"stock_quantity": [books.available, stock_quantity], "reason": reason},
        before=books,
        after=books.counted(stock_quantity),
        reason=reason,
    )
    await finish_edit(session, edit=edit, done=done, clock=clock, new_id=new_id)
