"""`python -m backend_services.users.create_admin --email …`: the first admin, and any further one.

Somebody with an account becomes an admin as they are; for somebody without one, it asks for a
password (or reads it from standard input) and opens it. Passwords are never arguments: other
people on the machine see those.
"""

import argparse
import asyncio
import getpass
import sys
from collections.abc import Sequence

from pydantic import BaseModel, ValidationError

from backend_services.shared.clock import SystemClock
from backend_services.shared.db.engine import create_engine
from backend_services.shared.db.session import SessionMaker, create_sessions, unit_of_work
from backend_services.shared.errors import AppError
from backend_services.shared.settings import load_settings
from backend_services.users.adapters import accounts
from backend_services.users.adapters.password_hasher import PasswordHasher
from backend_services.users.api.schemas import Email, RegisterIn
from backend_services.users.settings import UsersSettings
from backend_services.users.use_cases.add_admin import NewAdmin, add_admin
from backend_services.users.use_cases.appoint_admin import appoint_admin


class _Address(BaseModel):
    email: Email


async def create_admin(
    sessions: SessionMaker, *, arguments: argparse.Namespace, hasher: PasswordHasher
) -> str:
    """What was done, as a sentence.

    Raises:
        ValidationError: an address, username or password that no account may have.
        AppError: the username is taken.
    """
    clock = SystemClock()
    email = _Address(email=arguments.email).email
    async with unit_of_work(sessions) as session:
        if await accounts.find_by_email(session, email=email) is not None:
            user = await appoint_admin(session, email=email, clock=clock)
            return f"Account {user.id} is an admin's now; sign in again to use it."
    username = arguments.username or email.partition("@")[0]
    form = RegisterIn(
        email=email, username=username, password=_read_password(from_stdin=arguments.password_stdin)
    )
    admin = NewAdmin(
        email=form.email,
        username=form.username,
        password_hash=await hasher.hash(form.password),
    )
    async with unit_of_work(sessions) as session:
        user = await add_admin(session, admin=admin, clock=clock)
    return f"Account {user.id} was opened for an admin."


def _read_password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    return getpass.getpass("Password for the new admin: ")


async def _run(settings: UsersSettings, arguments: argparse.Namespace) -> str:
    engine = create_engine(settings, application="users-create-admin")
    try:
        return await create_admin(
            create_sessions(engine),
            arguments=arguments,
            hasher=PasswordHasher.from_settings(settings),
        )
    finally:
        await engine.dispose()


def main(given: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="create_admin", description="Make somebody an admin.")
    parser.add_argument("--email", required=True)
    parser.add_argument("--username", help="of a new account; else the part before the @")
    parser.add_argument(
        "--password-stdin", action="store_true", help="read the password from standard input"
    )
    arguments = parser.parse_args(given)
    try:
        done = asyncio.run(_run(load_settings(UsersSettings), arguments))
    except ValidationError as error:
        problems = error.errors(include_input=False, include_url=False)
        raise SystemExit("; ".join(f"{p['loc'][-1]}: {p['msg']}" for p in problems)) from None
    except AppError as error:
        raise SystemExit(error.detail) from None
    sys.stdout.write(f"{done}\n")


if __name__ == "__main__":
    main()
