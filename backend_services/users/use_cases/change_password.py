from dataclasses import dataclass
from uuid import UUID

from backend_services.shared.db.session import SessionMaker, reading, unit_of_work
from backend_services.shared.ids import NewId
from backend_services.users.domain.errors import WeakPassword, WrongPassword
from backend_services.users.domain.password import check_password_of
from backend_services.users.use_cases.lock_own_account import lock_own_account
from backend_services.users.use_cases.prove_own_password import prove_own_password
from backend_services.users.use_cases.prove_password import PasswordCheck
from backend_services.users.use_cases.set_password import NewPassword, set_password
from backend_services.users.use_cases.show_account import show_account


@dataclass(frozen=True, slots=True)
class PasswordChange:
    user_id: int
    sign_in_id: UUID | None  # goes on, all others end
    current_password: str
    new_password: str


async def change_password(
    sessions: SessionMaker, *, change: PasswordChange, check: PasswordCheck, new_id: NewId
) -> None:
    """Replace the password by one of the owner's choice.

    Raises:
        WrongPassword, NoPasswordSet, TooManyFailedLogins: see prove_own_password.
        WeakPassword: the new one is known of its owner.
    """
    async with reading(sessions) as session:
        user = await show_account(session, user_id=change.user_id)
    try:
        check_password_of(change.new_password, email=user.email, username=user.username)
    except ValueError as error:
        raise WeakPassword(field="new_password", why=str(error)) from error
    proven = await prove_own_password(
        check, user_id=change.user_id, password=change.current_password
    )
    password_hash = await check.hasher.hash(change.new_password)
    async with unit_of_work(sessions) as session:
        user = await lock_own_account(session, user_id=change.user_id)
        if user.password_hash != proven:  # changed meanwhile: the one given is an old one by now
            raise WrongPassword
        await set_password(
            session,
            user=user,
            new=NewPassword(password_hash, keeps_sign_in=change.sign_in_id),
            clock=check.clock,
            new_id=new_id,
        )
