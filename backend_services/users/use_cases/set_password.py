from dataclasses import dataclass
from uuid import UUID

from backend_services.contracts.users import UserPasswordChangedV1
from backend_services.shared.audit.log import Act
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import WriteSession
from backend_services.shared.ids import NewId
from backend_services.users.adapters import one_time_links, sign_ins, user_events
from backend_services.users.adapters.audit_log import LOG, owner
from backend_services.users.adapters.tables import User
from backend_services.users.domain.one_time_link import Purpose


@dataclass(frozen=True, slots=True)
class NewPassword:
    password_hash: str
    keeps_sign_in: UUID | None = None  # the one that goes on; all others end


async def set_password(
    session: WriteSession, *, user: User, new: NewPassword, clock: Clock, new_id: NewId
) -> None:
    """Give a locked account another password; whoever knew the old one is signed out."""
    now = clock.now()
    user.password_hash = new.password_hash
    user.updated_at = now
    await sign_ins.revoke_all(session, user_id=user.id, at=now, but=new.keeps_sign_in)
    await one_time_links.withdraw(session, user_id=user.id, purpose=Purpose.RESET_PASSWORD, now=now)
    await LOG.record(
        session,
        Act("password_changed", subject=user.id, changes={}),
        actor=owner(user),
        at=now,
    )
    await user_events.append(
        session,
        user=user,
        event=UserPasswordChangedV1(user_id=user.id, email=user.email, username=user.username),
        event_id=new_id(),
        at=now,
    )
