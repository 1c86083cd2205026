from collections.abc import Callable, Sequence

from backend_services.contracts.products import ProductUpdatedV1
from backend_services.products.adapters.product_rows import update_product
from backend_services.products.domain.edit import Edit
from backend_services.products.domain.picture import ProductPicture
from backend_services.products.use_cases.begin_edit import begin_edit
from backend_services.products.use_cases.finish_edit import Done, finish_edit
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId

Change = Callable[[Sequence[ProductPicture]], list[ProductPicture]]


async def change_pictures(
    session: WriteSession, *, edit: Edit, change: Change, clock: Clock, new_id: NewId
) -> list[ProductPicture]:
    """Write what the change makes of a product's pictures; the first one stands for the product.

    Raises:
        ProductNotFound: there is no such product.
        ProductChangedMeanwhile: it is not what the editor has seen.
        AppError: what the change raises; then nothing is changed.
    """
    books, product = await begin_edit(session, edit=edit)
    pictures = change(product.pictures)
    first = pictures[0] if pictures else None
    await update_product(
        session,
        product_id=edit.product_id,
        changes={
            "pictures": [one.to_row() for one in pictures],
            "image_file": first and first.file,
            "image_alt": first and first.alt,
        },
        at=clock.now(),
    )
    done = Done(
        fact=ProductUpdatedV1,
        action="product.pictures_changed",
        changes={"pictures": [_named(product.pictures), _named(pictures)]},
        before=books,
        after=books.untouched(),
    )
    await finish_edit(session, edit=edit, done=done, clock=clock, new_id=new_id)
    return pictures


def _named(pictures: Sequence[ProductPicture]) -> list[str]:
    return [f"{one.file}: {one.alt}" for one in pictures]
