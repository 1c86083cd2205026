from backend_services.shared.db.session import SessionMaker, unit_of_work
from backend_services.shared.ids import NewId
from backend_services.users.adapters import accounts, failed_logins, one_time_links
from backend_services.users.adapters.failed_logins import account_key
from backend_services.users.domain.errors import LinkNoLongerValid, WeakPassword
from backend_services.users.domain.one_time_link import Purpose
from backend_services.users.domain.password import check_password_of
from backend_services.users.use_cases.prove_password import PasswordCheck
from backend_services.users.use_cases.set_password import NewPassword, set_password


async def reset_password(
    sessions: SessionMaker, *, secret: str, new_password: str, check: PasswordCheck, new_id: NewId
) -> None:
    """Set a new password with a mailed link: it proves the mailbox, so the address is believed too.

    Ends every sign-in and clears the failed ones. A password that is refused leaves the link good:
    it is used up in the transaction that the refusal rolls back.

    Raises:
        LinkNoLongerValid: unknown, used, replaced or expired.
        WeakPassword: the new one is known of its owner.
    """
    password_hash = await check.hasher.hash(new_password)
    now = check.clock.now()
    async with unit_of_work(sessions) as session:
        link = await one_time_links.redeem(
            session, secret=secret, purpose=Purpose.RESET_PASSWORD, now=now
        )
        user = await accounts.lock(session, user_id=link.user_id) if link else None
        # Mailed to an address that is not the account's any more: another person's mailbox, maybe.
        if link is None or user is None or not user.is_active or user.email != link.email:
            raise LinkNoLongerValid
        try:
            check_password_of(new_password, email=user.email, username=user.username)
        except ValueError as error:
            raise WeakPassword(field="new_password", why=str(error)) from error
        user.email_verified_at = user.email_verified_at or now
        await failed_logins.forget(session, account=account_key(user.email))
        await set_password(
            session,
            user=user,
            new=NewPassword(password_hash),
            clock=check.clock,
            new_id=new_id,
        )
