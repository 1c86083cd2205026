"""Import a file with products: all of it, in one transaction, or nothing.

The third exception to "the edge owns the transaction": how far it is has to be seen by others
before it is committed, so it is told in transactions of its own (docs/adr/0031).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, TypeVar

from backend_services.products.adapters.books import lock_books_of
from backend_services.products.adapters.imports import (
    Counts,
    begin_attempt,
    find_import,
    finish_attempt,
    tell_failure,
    tell_progress,
)
from backend_services.products.domain.import_plan import (
    ImportPlan,
    LineProblem,
    ProductLine,
)
from backend_services.products.domain.product_import import (
    ImportState,
    ProductImport,
    ProductsMovedMeanwhile,
    ProductUpload,
)
from backend_services.products.use_cases.change_products import change_products
from backend_services.products.use_cases.check_import import check_import
from backend_services.products.use_cases.create_products import create_products
from backend_services.products.use_cases.show_import import show_import
from backend_services.shared.audit.actor import Actor
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import SessionMaker, WriteSession, reading, unit_of_work
from backend_services.shared.errors import AppError
from backend_services.shared.ids import NewId

BATCH: Final = 500  # products in one round of statements, after which it says how far it is
_BROKEN: Final = "Something went wrong on our side; nothing was imported"
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """What an import works with."""

    sessions: SessionMaker
    by: Actor
    clock: Clock
    new_id: NewId


async def import_products(
    importer: Importer,
    *,
    upload: ProductUpload,
    lines: Sequence[ProductLine],
    problems: Sequence[LineProblem] = (),
) -> ProductImport:
    """Create and change what the lines say; sent again under its id, answer what it did.

    Raises:
        ImportRefused: a line is wrong.
        ImportIdReused: the id stands for another file.
        ImportIsRunning: the id's first sending is still at work.
        ProductsMovedMeanwhile: somebody created or renamed one of the products meanwhile.
        SkuTaken: as before, in the last moment.
    """
    sessions, clock = importer.sessions, importer.clock
    async with reading(sessions) as session:
        known = await find_import(session, import_id=upload.import_id)
        if known is not None:
            known.check_repeat(upload.digest, now=clock.now())
            if known.state is ImportState.DONE:
                return known
        plan = await check_import(session, lines=lines, problems=problems)
        plan.check()
    async with unit_of_work(sessions) as session:
        attempt = await begin_attempt(
            session,
            upload=upload,
            lines=len(lines),
            after=known.attempt if known else 0,
            by=importer.by,
            at=clock.now(),
        )
    run = _Run(importer, upload=upload, attempt=attempt)
    try:
        async with unit_of_work(sessions) as session:
            await run.write(session, lines=lines, plan=plan)
    except BaseException as error:
        await run.tell_failure(error)
        raise
    async with reading(sessions) as session:
        return await show_import(session, import_id=upload.import_id)


@dataclass(frozen=True, slots=True)
class _Run:
    importer: Importer
    upload: ProductUpload
    attempt: int

    async def write(
        self, session: WriteSession, *, lines: Sequence[ProductLine], plan: ImportPlan
    ) -> None:
        """Hold what the plan touches, look at it again, and write it."""
        touched = plan.touched
        locked = await lock_books_of(session, skus=touched)
        held = await check_import(session, lines=[line for line in lines if line.sku in touched])
        held.check()
        if any(change.product_id not in locked for change in held.changes):
            raise ProductsMovedMeanwhile
        unchanged = plan.unchanged + held.unchanged
        written = unchanged
        by, clock, new_id = self.importer.by, self.importer.clock, self.importer.new_id
        # In the order of ids, as every lock here is taken.
        changes = sorted(held.changes, key=lambda change: change.product_id)
        for changed in _batches(changes):
            await change_products(session, changes=changed, by=by, clock=clock, new_id=new_id)
            written += len(changed)
            await self._tell(written)
        for created in _batches(held.creations):
            await create_products(session, products=created, by=by, clock=clock, new_id=new_id)
            written += len(created)
            await self._tell(written)
        counts = Counts(created=len(held.creations), updated=len(held.changes), unchanged=unchanged)
        await finish_attempt(
            session,
            import_id=self.upload.import_id,
            attempt=self.attempt,
            counts=counts,
            at=clock.now(),
        )

    async def _tell(self, written: int) -> None:
        async with unit_of_work(self.importer.sessions) as beside:
            await tell_progress(
                beside,
                import_id=self.upload.import_id,
                attempt=self.attempt,
                written=written,
                at=self.importer.clock.now(),
            )

    async def tell_failure(self, error: BaseException) -> None:
        reason = error.detail if isinstance(error, AppError) else _BROKEN
        async with unit_of_work(self.importer.sessions) as session:
            await tell_failure(
                session,
                import_id=self.upload.import_id,
                attempt=self.attempt,
                reason=reason,
                at=self.importer.clock.now(),
            )


def _batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch
