"""To whom mails go that wait for something to happen: by then an address may be another one."""

from sqlalchemy import case
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from backend_services.notifications.adapters.tables import Addressee
from backend_services.notifications.domain.notice import Recipient
from backend_services.shared.db.session import WriteSession


async def lock(session: WriteSession, recipient: Recipient) -> bool:
    """Keep the person's row until the commit; answer whether they get mail at all.

    Their token's address counts as long as no event said another one: tokens live on for minutes.
    """
    row = insert(Addressee).values(
        user_id=recipient.user_id, email=recipient.email, is_active=True, sequence=0
    )
    address = case(
        (col(Addressee.sequence) == 0, row.excluded.email),
        else_=col(Addressee.email),
    )
    known = row.on_conflict_do_update(
        index_elements=[col(Addressee.user_id)], set_={"email": address}
    )
    return (await session.execute(known.returning(col(Addressee.is_active)))).scalar_one()


async def advance(session: WriteSession, addressee: Addressee) -> bool:
    """Write down what an event says; False when a later one was heard already."""
    values = addressee.model_dump(exclude={"user_id"})
    row = insert(Addressee).values(user_id=addressee.user_id, **values)
    forward = row.on_conflict_do_update(
        index_elements=[col(Addressee.user_id)],
        set_=values,
        where=col(Addressee.sequence) < row.excluded.sequence,
    )
    return await session.scalar(forward.returning(col(Addressee.user_id))) is not None
