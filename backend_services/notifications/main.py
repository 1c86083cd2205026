import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Final

from fastapi import FastAPI

from backend_services.contracts.subscriptions import heard_by
from backend_services.notifications import consumers
from backend_services.notifications.adapters.mail_composer import MailComposer
from backend_services.notifications.adapters.mail_rendering import MailTemplates
from backend_services.notifications.adapters.postgres_line import open_postgres_line
from backend_services.notifications.adapters.redis_line import open_redis_line
from backend_services.notifications.adapters.replica_line import OpenLine
from backend_services.notifications.adapters.smtp import SmtpMailer
from backend_services.notifications.api import restock_routes, routes, sockets, staff_routes
from backend_services.notifications.api.dependencies import LiveParts, Parts
from backend_services.notifications.live.announcer import Announcer
from backend_services.notifications.live.subscriptions import SubscriptionRules
from backend_services.notifications.live.switchboard import (
    Switchboard,
    SwitchboardRules,
    make_switchboard,
)
from backend_services.notifications.sender import Sender, SenderRules
from backend_services.notifications.settings import NotificationsSettings
from backend_services.notifications.teller import Teller
from backend_services.notifications.use_cases.erase_dead_links import erase_dead_links
from backend_services.notifications.use_cases.fail_abandoned_mails import fail_abandoned_mails
from backend_services.notifications.use_cases.forget_told_requests import forget_told_requests
from backend_services.notifications.use_cases.record_notice import Desk
from backend_services.notifications.use_cases.show_mail_figures import show_mail_figures
from backend_services.shared.clock import Clock, SystemClock
from backend_services.shared.db.session import SessionMaker, reading, unit_of_work
from backend_services.shared.dead_letters.routes import dead_letter_router
from backend_services.shared.http.app import create_app, serve
from backend_services.shared.http.client import create_client
from backend_services.shared.http.tokens import RemoteKeys, TokenVerifier
from backend_services.shared.messaging.wakeups import Wakeups
from backend_services.shared.observability.logging import configure_logging
from backend_services.shared.runtime import Runtime, open_runtime
from backend_services.shared.settings import load_settings
from backend_services.shared.system.about import About
from backend_services.shared.system.routes import system_router

_SWEEP_EVERY: Final = 30.0  # seconds
_KEYS_TIMEOUT: Final = 3.0  # seconds
_TO_SETTLE: Final = timedelta(seconds=15)  # to write down what the mail server said


def build_app(settings: NotificationsSettings) -> FastAPI:
    about = About.now(settings, service="notifications", clock=SystemClock())

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        async with (
            create_client("", timeout=_KEYS_TIMEOUT) as http,
            open_runtime(settings, service="notifications") as runtime,
        ):
            keys = RemoteKeys(http, url=settings.jwks_url, clock=runtime.clock)
            verifier = TokenVerifier(keys, settings)
            switchboard = connect_switchboard(
                settings, sessions=runtime.sessions, clock=runtime.clock
            )
            desk = make_desk(settings, announcer=switchboard.replicas, clock=runtime.clock)
            app.state.runtime = runtime
            app.state.dead_letters = runtime.dead_letters(heard_by("notifications"))
            app.state.event_flow = runtime.event_flow(heard_by("notifications"), publishes=False)
            app.state.token_verifier = verifier
            app.state.parts = make_parts(desk, sessions=runtime.sessions)
            app.state.live_parts = make_live_parts(
                settings, switchboard=switchboard, clock=runtime.clock, verifier=verifier
            )
            runtime.start_consumers(consumers.CONSUMES, desk)
            _start_senders(runtime, settings=settings, desk=desk)
            _start_teller(runtime, desk=desk)
            _start_live(runtime, settings=settings, switchboard=switchboard)
            yield

    async def database() -> None:
        await app.state.runtime.database_answers()

    async def broker() -> None:
        await app.state.runtime.queues_answer(consumers.CONSUMES)

    app = create_app(
        service="notifications",
        # Fixed paths first: they stand where the others have an id.
        routers=[
            staff_routes.router,
            restock_routes.router,
            routes.router,
            sockets.router,
            dead_letter_router(),
            system_router(about),
        ],
        lifespan=lifespan,
        checks={"database": database, "broker": broker},
    )
    return app


def make_desk(settings: NotificationsSettings, *, announcer: Announcer, clock: Clock) -> Desk:
    templates = MailTemplates(shop_url=str(settings.shop_url))
    return Desk(
        composer=MailComposer(templates, sender=settings.sender),
        retry_policy=settings.retry_policy,
        announcer=announcer,
        mail_wakeups=Wakeups(),
        restock_wakeups=Wakeups(),
        clock=clock,
    )


def make_parts(desk: Desk, *, sessions: SessionMaker) -> Parts:
    return Parts(sessions=sessions, desk=desk)


def make_live_parts(
    settings: NotificationsSettings,
    *,
    switchboard: Switchboard,
    clock: Clock,
    verifier: TokenVerifier,
) -> LiveParts:
    return LiveParts(
        switchboard=switchboard,
        rules=SubscriptionRules(
            verifier=verifier,
            clock=clock,
            limit=settings.live_subscriptions,
            identify_within=settings.live_identify_within,
        ),
        seats=asyncio.Semaphore(settings.live_connections),
        frames_per_client=settings.live_frames_per_client,
        send_within=settings.live_patience,
    )


def connect_switchboard(
    settings: NotificationsSettings, *, sessions: SessionMaker, clock: Clock
) -> Switchboard:
    rules = SwitchboardRules(
        batch_every=settings.live_batch_every,
        replay=settings.live_replay,
        open_line=choose_line(settings),
    )
    return make_switchboard(rules, sessions=sessions, clock=clock)


def choose_line(settings: NotificationsSettings) -> OpenLine:
    if settings.redis_url is not None:
        return partial(open_redis_line, url=settings.redis_url.get_secret_value())
    return partial(open_postgres_line, url=settings.line_url)


def make_sender(settings: NotificationsSettings, *, desk: Desk, sessions: SessionMaker) -> Sender:
    # Six steps before the mail's content, then the wait for the last answer.
    send_within = timedelta(seconds=6 * settings.smtp_timeout + settings.smtp_answer_timeout)
    return Sender(
        sessions=sessions,
        mailer=SmtpMailer(settings),
        wakeups=desk.mail_wakeups,
        clock=desk.clock,
        rules=SenderRules(
            retry_policy=settings.retry_policy,
            send_within=send_within,
            lease=send_within + _TO_SETTLE,
        ),
    )


def _start_senders(runtime: Runtime, *, settings: NotificationsSettings, desk: Desk) -> None:
    for number in range(settings.smtp_connections):
        sender = make_sender(settings, desk=desk, sessions=runtime.sessions)
        runtime.start(f"sender {number + 1}", sender.run)

    async def sweep() -> None:
        async with unit_of_work(runtime.sessions) as session:
            await fail_abandoned_mails(session, clock=runtime.clock)

    async def erase() -> None:
        async with unit_of_work(runtime.sessions) as session:
            await erase_dead_links(session, clock=runtime.clock)

    async def show_figures() -> None:
        async with reading(runtime.sessions) as session:
            await show_mail_figures(session, clock=runtime.clock)

    runtime.start_sweeper("mail figures", show_figures, every=_SWEEP_EVERY)
    runtime.start_sweeper("abandoned mails", sweep, every=_SWEEP_EVERY)
    runtime.start_sweeper("dead links", erase, every=_SWEEP_EVERY)


def _start_teller(runtime: Runtime, *, desk: Desk) -> None:
    async def forget() -> None:
        async with unit_of_work(runtime.sessions) as session:
            await forget_told_requests(session, clock=runtime.clock)

    runtime.start("teller", Teller(runtime.sessions, desk).run)
    runtime.start_sweeper("told requests", forget, every=_SWEEP_EVERY)


def _start_live(
    runtime: Runtime, *, settings: NotificationsSettings, switchboard: Switchboard
) -> None:
    runtime.start("personal feed", switchboard.personal.run)
    runtime.start("catalog feed", switchboard.catalog.run)
    runtime.start("line to the other replicas", switchboard.replicas.run)
    runtime.start_sweeper(
        "live feeds", switchboard.replicas.look_everywhere, every=settings.live_look_every
    )


def main() -> None:
    settings = load_settings(NotificationsSettings)
    configure_logging(settings, service="notifications")
    serve(build_app(settings), settings)


if __name__ == "__main__":
    main()
