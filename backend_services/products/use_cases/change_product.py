from backend_services.products.domain.edit import Edit, ProductChange
from backend_services.products.domain.product import ProductChanges
from backend_services.products.use_cases.begin_edit import begin_edit
from backend_services.products.use_cases.change_products import change_products
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
    change = ProductChange(
        product_id=edit.product_id,
        product=product,
        books=books,
        changes=changes,
        stock_quantity=stock_quantity,
    )
    await change_products(session, changes=[change], by=edit.by, clock=clock, new_id=new_id)
