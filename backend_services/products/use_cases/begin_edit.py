from typing import NamedTuple

from backend_services.products.adapters.books import lock_books
from backend_services.products.adapters.product_rows import read_product
from backend_services.products.domain.books import Books
from backend_services.products.domain.edit import Edit, ProductVersion
from backend_services.products.domain.product import ProductNotFound, ProductState
from backend_services.shared.db.session import WriteSession


class Before(NamedTuple):
    books: Books
    product: ProductState


async def begin_edit(session: WriteSession, *, edit: Edit, counts_stock: bool = False) -> Before:
    """Hold the product until the commit; answer what it is now.

    Raises:
        ProductNotFound: there is no such product.
        ProductChangedMeanwhile: it is not what the editor has seen.
    """
    books = await lock_books(session, product_id=edit.product_id)
    if books is None:
        raise ProductNotFound
    product = await read_product(session, product_id=edit.product_id)
    edit.check(ProductVersion(product.version, books.version), counts_stock=counts_stock)
    return Before(books, product)
