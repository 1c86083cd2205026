from backend_services.shared.audit.log import Act
from backend_services.shared.db.session import SessionMaker, unit_of_work
from backend_services.shared.ids import NewId
from backend_services.users.adapters import accounts, one_time_links, sign_ins, user_events
from backend_services.users.adapters.audit_log import LOG, owner
from backend_services.users.domain.errors import LastAdmin, WrongPassword
from backend_services.users.use_cases.lock_own_account import lock_own_account
from backend_services.users.use_cases.prove_own_password import prove_own_password
from backend_services.users.use_cases.prove_password import PasswordCheck


async def close_account(
    sessions: SessionMaker,
    *,
    user_id: int,
    current_password: str,
    check: PasswordCheck,
    new_id: NewId,
) -> None:
    """End an account for good, by its owner.

    Address and username are replaced and free again, every sign-in ends. Orders stay: they are the
    shop's records, and carry the address that they were placed with.

    Raises:
        WrongPassword, NoPasswordSet, TooManyFailedLogins: see prove_own_password.
        LastAdmin: nobody could run the shop any more.
    """
    proven = await prove_own_password(check, user_id=user_id, password=current_password)
    now = check.clock.now()
    async with unit_of_work(sessions) as session:
        admins = await accounts.lock_active_admins(session)
        user = await lock_own_account(session, user_id=user_id)
        if user.password_hash != proven:
            raise WrongPassword
        if [admin.id for admin in admins] == [user.id]:
            raise LastAdmin
        await LOG.record(
            session,
            Act("account_closed", subject=user.id, changes={}),
            actor=owner(user),
            at=now,
        )
        user.email = f"closed-{user.id}@account.invalid"  # RFC 2606: never anybody's
        user.username = f"closed account {user.id}"
        user.password_hash = user.pending_email = user.email_verified_at = None
        user.is_active = False
        user.closed_at = user.updated_at = now
        await sign_ins.revoke_all(session, user_id=user.id, at=now)
        await one_time_links.withdraw(session, user_id=user.id, now=now)
        await user_events.tell_account_changed(session, user=user, event_id=new_id(), at=now)
