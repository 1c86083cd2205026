from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from backend_services.shared.audit.log import Act
from backend_services.shared.db.session import SessionMaker, WriteSession, unit_of_work
from backend_services.shared.ids import NewId
from backend_services.users.adapters.audit_log import LOG, owner
from backend_services.users.adapters.tables import User
from backend_services.users.domain.errors import EmailOrUsernameTaken, WrongPassword
from backend_services.users.use_cases.lock_own_account import lock_own_account
from backend_services.users.use_cases.prove_own_password import prove_own_password
from backend_services.users.use_cases.prove_password import PasswordCheck
from backend_services.users.use_cases.send_verification_link import (
    LinkRules,
    send_verification_link,
)


@dataclass(frozen=True, slots=True)
class ProfileChange:
    user_id: int
    username: str | None = None
    email: str | None = None  # becomes the account's once its mailed link is used
    current_password: str | None = None  # needed for another address


async def edit_profile(
    sessions: SessionMaker,
    *,
    change: ProfileChange,
    check: PasswordCheck,
    rules: LinkRules,
    new_id: NewId,
) -> User:
    """Change the username at once, and the address when its owner has proven it.

    Raises:
        EmailOrUsernameTaken: another account has that username.
        WrongPassword, NoPasswordSet, TooManyFailedLogins: see prove_own_password.
        TooManyLinks: enough were mailed within the hour.
    """
    if change.email is not None:
        if change.current_password is None:
            raise WrongPassword
        await prove_own_password(check, user_id=change.user_id, password=change.current_password)
    async with unit_of_work(sessions) as session:
        user = await lock_own_account(session, user_id=change.user_id)
        user.updated_at = check.clock.now()
        if change.username is not None and change.username != user.username:
            await _rename(session, user, to=change.username, check=check)
        if change.email is not None:
            user.pending_email = None if change.email == user.email else change.email
            if user.pending_email is not None:
                await send_verification_link(
                    session, user=user, rules=rules, clock=check.clock, new_id=new_id
                )
        return user


async def _rename(session: WriteSession, user: User, *, to: str, check: PasswordCheck) -> None:
    changes = {"username": [user.username, to]}
    user.username = to
    user.version += 1
    try:
        await session.flush()
    except IntegrityError as error:
        raise EmailOrUsernameTaken from error
    await LOG.record(
        session,
        Act("profile_changed", subject=user.id, changes=changes),
        actor=owner(user),
        at=check.clock.now(),
    )
