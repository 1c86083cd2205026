from backend_services.contracts.products import ProductUpdatedV1
from backend_services.products.adapters.prices import note_price
from backend_services.products.adapters.product_rows import read_product, update_product
from backend_services.products.domain.edit import Edit
from backend_services.products.domain.price import PriceSet
from backend_services.products.domain.product import ProductChanges
from backend_services.products.use_cases.begin_edit import begin_edit
from backend_services.products.use_cases.finish_edit import Done, finish_edit
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId


async def change_product(
    session: WriteSession,
    *,
    edit: Edit,
    changes: ProductChanges,
    stock_quantity: int | None,
    clock: Clock,
    new_id: NewId,
) -> None:
    """Edit what staff may edit; None leaves the stock as it is.

    Raises:
        ProductNotFound: there is no such product.
        ProductChangedMeanwhile: it is not what the editor has seen.
        SkuTaken: another product has that SKU.
        CompareAtPriceTooLow: the struck-through price is not higher than the price.
    """
    books, product = await begin_edit(session, edit=edit, counts_stock=stock_quantity is not None)
    await update_product(session, product_id=edit.product_id, changes=dict(changes), at=clock.now())
    changed = product.changed_by(changes)
    if changed.keys() & {"price_minor", "compare_at_price_minor"}:
        now = await read_product(session, product_id=edit.product_id)
        line = PriceSet(
            product_id=edit.product_id,
            version=now.version,
            price=now.price,
            compare_at_price=now.compare_at_price,
        )
        await note_price(session, line=line, by=edit.by, at=clock.now())
    counted = books.untouched() if stock_quantity is None else books.counted(stock_quantity)
    if counted.available != books.available:
        changed["stock_quantity"] = [books.available, counted.available]
    done = Done(
        fact=ProductUpdatedV1,
        action="product.updated",
        changes=changed,
        before=books,
        after=counted,
    )
    await finish_edit(session, edit=edit, done=done, clock=clock, new_id=new_id)
