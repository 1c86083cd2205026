from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

from fastapi import FastAPI

from backend_services.contracts.subscriptions import heard_by, hearers_of
from backend_services.shared.clock import SystemClock
from backend_services.shared.db.session import unit_of_work
from backend_services.shared.http.app import create_app, serve
from backend_services.shared.http.tokens import TokenVerifier
from backend_services.shared.ids import new_id
from backend_services.shared.messaging.wakeups import Wakeups
from backend_services.shared.observability.logging import configure_logging
from backend_services.shared.runtime import Runtime, open_runtime
from backend_services.shared.settings import load_settings
from backend_services.shared.system.about import About
from backend_services.shared.system.routes import system_router
from backend_services.users.adapters.failed_logins import FailureLimit, OneAtATime
from backend_services.users.adapters.google_door import GoogleDoor
from backend_services.users.adapters.password_hasher import PasswordHasher
from backend_services.users.adapters.signing_keys import (
    SigningKeys,
    UnusableKey,
    load_signing_keys,
)
from backend_services.users.adapters.token_issuer import TokenIssuer
from backend_services.users.api import (
    account_routes,
    google_routes,
    link_routes,
    routes,
    staff_routes,
)
from backend_services.users.api.dependencies import Parts
from backend_services.users.settings import UsersSettings
from backend_services.users.use_cases.forget_expired_sign_ins import forget_expired_sign_ins
from backend_services.users.use_cases.forget_old_secrets import forget_old_secrets
from backend_services.users.use_cases.mail_password_reset import mail_password_reset
from backend_services.users.use_cases.prove_password import PasswordCheck
from backend_services.users.use_cases.send_verification_link import LinkRules

_SWEEP_EVERY: Final = 600.0  # seconds
_POLL: Final = 1.0  # seconds; other processes' commits do not wake this one


def build_app(settings: UsersSettings) -> FastAPI:
    about = About.now(settings, service="users", clock=SystemClock())

    keys = load_signing_keys(
        settings.signing_key_file,
        previous=settings.previous_key_files,
        may_create=not settings.is_production,
    )

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        async with open_runtime(settings, service="users") as runtime:
            app.state.runtime = runtime
            app.state.event_flow = runtime.event_flow(heard_by("users"))
            app.state.parts = _parts(runtime, settings=settings, keys=keys)
            runtime.start_relay(hearers_of("users"))
            _start_sweeper(runtime)
            _start_reset_mails(runtime, parts=app.state.parts)
            yield

    async def database() -> None:
        await app.state.runtime.database_answers()

    async def broker() -> None:
        await app.state.runtime.broker_answers()

    app = create_app(
        service="users",
        routers=[
            routes.users,
            routes.keys,
            account_routes.router,
            link_routes.router,
            google_routes.router,
            system_router(about),
            staff_routes.router,  # last: /users/{id} is behind /users/me and its like
        ],
        lifespan=lifespan,
        checks={"database": database, "broker": broker},
    )
    app.state.token_verifier = TokenVerifier(keys, settings)
    return app


def _parts(runtime: Runtime, *, settings: UsersSettings, keys: SigningKeys) -> Parts:
    clock = SystemClock()
    return Parts(
        sessions=runtime.sessions,
        check=PasswordCheck(
            sessions=runtime.sessions,
            hasher=PasswordHasher.from_settings(settings),
            limit=FailureLimit(
                failures=settings.login_failures, window=settings.login_failure_window
            ),
            turns=OneAtATime(),
            clock=clock,
        ),
        rules=LinkRules(
            verification_lifetime=settings.verification_link_lifetime,
            reset_lifetime=settings.reset_link_lifetime,
            verifications_an_hour=settings.verification_mails_an_hour,
            resets_an_hour=settings.reset_mails_an_hour,
        ),
        shop_url=str(settings.shop_url).rstrip("/"),
        google=GoogleDoor.from_settings(settings),
        reset_wakeups=Wakeups(),
        keys=keys,
        issuer=TokenIssuer(keys=keys, settings=settings, clock=clock, new_id=new_id),
        clock=clock,
        new_id=new_id,
    )


def _start_sweeper(runtime: Runtime) -> None:
    async def sweep() -> None:
        async with unit_of_work(runtime.sessions) as session:
            await forget_expired_sign_ins(session, clock=runtime.clock)
            await forget_old_secrets(session, clock=runtime.clock)

    runtime.start_sweeper("what has expired", sweep, every=_SWEEP_EVERY)


def _start_reset_mails(runtime: Runtime, *, parts: Parts) -> None:
    async def mail_one() -> bool:
        async with unit_of_work(runtime.sessions) as session:
            return await mail_password_reset(
                session, rules=parts.rules, clock=parts.clock, new_id=parts.new_id
            )

    async def run() -> None:
        while True:
            if not await mail_one():
                await parts.reset_wakeups.wait(timeout=_POLL)

    runtime.start("password resets", run)


def main() -> None:
    settings = load_settings(UsersSettings)
    configure_logging(settings, service="users")
    try:
        app = build_app(settings)
    except UnusableKey as error:
        raise SystemExit(f"setting USERS_SIGNING_KEY_FILE: {error}") from error
    serve(app, settings)


if __name__ == "__main__":
    main()
