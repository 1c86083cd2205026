from collections.abc import Callable

from sqlalchemy import event
from sqlalchemy.orm import Session

from backend_services.shared.db.session import WriteSession


def after_commit(session: WriteSession, call: Callable[[], object]) -> None:
    """Call once the transaction is durable, and never when it is rolled back.

    The call must neither wait nor raise: the commit has happened, nobody can undo it.
    """
    is_done = False

    def on_commit(committed: Session) -> None:
        nonlocal is_done
        # SQLAlchemy says so at the end of a savepoint too, which an outer rollback still undoes.
        if not is_done and not committed.in_nested_transaction():
            is_done = True
            call()

    event.listen(session.sync_session, "after_commit", on_commit)
