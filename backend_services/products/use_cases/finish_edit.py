from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend_services.products.adapters.audit_log import LOG
from backend_services.products.adapters.books import Turn, write_books
from backend_services.products.adapters.offers import read_offers
from backend_services.products.domain.books import Books
from backend_services.products.domain.edit import Edit
from backend_services.products.domain.movement import Cause, Note
from backend_services.products.use_cases.announce_products import ProductFact, announce_products
from backend_services.shared.audit.log import Act
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What an edit came to, beside the product's own row."""

    fact: ProductFact
    action: str
    changes: Mapping[str, Any]  # from what to what
    before: Books
    after: Books
    cause: Cause = Cause.SET
    reason: str | None = None
    idempotency_key: str | None = None


async def finish_edit(
    session: WriteSession, *, edit: Edit, done: Done, clock: Clock, new_id: NewId
) -> None:
    """Write the books, tell the window, and note who did it."""
    now = clock.now()
    note = Note(
        cause=done.cause,
        at=now,
        actor_user_id=edit.by.user_id,
        reason=done.reason,
        idempotency_key=done.idempotency_key,
    )
    turn = Turn(edit.product_id, done.before, done.after)
    await write_books(session, turns=[turn], note=note)
    offers = await read_offers(session, product_ids=[edit.product_id])
    await announce_products(
        session, fact=done.fact, offers=offers.values(), clock=clock, new_id=new_id
    )
    act = Act(action=done.action, subject=f"product:{edit.product_id}", changes=done.changes)
    await LOG.record(session, act, actor=edit.by, at=now)
