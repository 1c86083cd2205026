from dataclasses import dataclass

from backend_services.shared.clock import Clock
from backend_services.shared.db.session import SessionMaker, reading, unit_of_work
from backend_services.users.adapters import failed_logins
from backend_services.users.adapters.failed_logins import FailureLimit, OneAtATime, account_key
from backend_services.users.adapters.password_hasher import PasswordHasher
from backend_services.users.domain.errors import TooManyFailedLogins


@dataclass(frozen=True, slots=True)
class PasswordCheck:
    """What it takes to compare a password, and to count the wrong ones."""

    sessions: SessionMaker
    hasher: PasswordHasher
    limit: FailureLimit
    turns: OneAtATime
    clock: Clock


async def prove_password(
    check: PasswordCheck, *, email: str, password: str, password_hash: str | None
) -> bool:
    """Whether it is the account's password; a wrong one is counted, a right one clears the count.

    Guesses at one account take turns, so that a hundred at once are not a hundred guesses: after
    the last one allowed the next is refused before any work is done. Between replicas, as many more
    may slip through as there are replicas. Takes the sessions: the count must be committed although
    the caller is refused.

    Raises:
        TooManyFailedLogins: the account has to wait, whoever asks and whatever the password.
        Unavailable: too many others wait for their password to be compared.
    """
    account = account_key(email)
    async with check.turns.turn(account):
        await _refuse_when_locked(check, account=account)
        is_match = await check.hasher.verify(password, password_hash=password_hash)
        async with unit_of_work(check.sessions) as session:
            if is_match:
                await failed_logins.forget(session, account=account)
            else:
                await failed_logins.record(
                    session, account=account, limit=check.limit, now=check.clock.now()
                )
    return is_match


async def _refuse_when_locked(check: PasswordCheck, *, account: bytes) -> None:
    now = check.clock.now()
    async with reading(check.sessions) as session:
        until = await failed_logins.locked_until(
            session, account=account, limit=check.limit, now=now
        )
    if until is not None:
        seconds = max(1, int((until - now).total_seconds()) + 1)
        raise TooManyFailedLogins(retry_after=seconds)
