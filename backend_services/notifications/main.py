import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

from fastapi import FastAPI

from backend_services.notifications import consumers
from backend_services.notifications.adapters.mail_composer import MailComposer
from backend_services.notifications.adapters.mail_rendering import MailTemplates
from backend_services.notifications.adapters.smtp import SmtpMailer
from backend_services.notifications.api import routes, sockets
from backend_services.notifications.api.dependencies import LiveParts, Parts
from backend_services.notifications.live.hub import Hub
from backend_services.notifications.live.subscriptions import SubscriptionRules
from backend_services.notifications.sender import Sender, SenderRules
from backend_services.notifications.settings import NotificationsSettings
from backend_services.notifications.use_cases.fail_abandoned_mails import fail_abandoned_mails
from backend_services.notifications.use_cases.record_notice import Desk
from backend_services.shared.db.session import unit_of_work
from backend_services.shared.http.app import create_app, serve
from backend_services.shared.http.client import create_client
from backend_services.shared.http.tokens import RemoteKeys, TokenVerifier
from backend_services.shared.messaging.wakeups import Wakeups
from backend_services.shared.observability.logging import configure_logging
from backend_services.shared.runtime import Runtime, open_runtime
from backend_services.shared.settings import load_settings

_SWEEP_EVERY: Final = 30.0  # seconds
_KEYS_TIMEOUT: Final = 3.0  # seconds
_TO_SETTLE: Final = timedelta(seconds=15)  # to write down what the mail server said


def build_app(settings: NotificationsSettings) -> FastAPI:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        async with (
            create_client("", timeout=_KEYS_TIMEOUT) as http,
            open_runtime(settings, service="notifications") as runtime,
        ):
            keys = RemoteKeys(http, url=settings.jwks_url, clock=runtime.clock)
            verifier = TokenVerifier(keys, settings)
            hub = Hub(clock=runtime.clock, batch_every=settings.live_batch_every)
            mail_wakeups = Wakeups()
            app.state.runtime = runtime
            app.state.token_verifier = verifier
            app.state.parts = _parts(runtime, settings=settings, mail_wakeups=mail_wakeups)
            app.state.live_parts = _live_parts(
                runtime, settings=settings, hub=hub, verifier=verifier
            )
            desk = _desk(runtime, settings=settings, hub=hub, mail_wakeups=mail_wakeups)
            runtime.start_consumers(consumers.CONSUMES, desk)
            _start_senders(runtime, settings=settings, mail_wakeups=mail_wakeups)
            yield

    async def database() -> None:
        await app.state.runtime.database_answers()

    async def broker() -> None:
        await app.state.runtime.broker_answers()

    app = create_app(
        service="notifications",
        routers=[routes.router, sockets.router],
        lifespan=lifespan,
        checks={"database": database, "broker": broker},
    )
    return app


def _parts(runtime: Runtime, *, settings: NotificationsSettings, mail_wakeups: Wakeups) -> Parts:
    return Parts(
        sessions=runtime.sessions,
        clock=runtime.clock,
        retry_policy=settings.retry_policy,
        mail_wakeups=mail_wakeups,
    )


def _live_parts(
    runtime: Runtime, *, settings: NotificationsSettings, hub: Hub, verifier: TokenVerifier
) -> LiveParts:
    return LiveParts(
        hub=hub,
        rules=SubscriptionRules(
            verifier=verifier,
            clock=runtime.clock,
            limit=settings.live_subscriptions,
            identify_within=settings.live_identify_within,
        ),
        seats=asyncio.Semaphore(settings.live_connections),
        frames_per_client=settings.live_frames_per_client,
    )


def _desk(
    runtime: Runtime, *, settings: NotificationsSettings, hub: Hub, mail_wakeups: Wakeups
) -> Desk:
    templates = MailTemplates(shop_url=str(settings.shop_url))
    return Desk(
        composer=MailComposer(templates, sender=settings.sender),
        retry_policy=settings.retry_policy,
        announcer=hub,
        mail_wakeups=mail_wakeups,
        clock=runtime.clock,
    )


def _start_senders(
    runtime: Runtime, *, settings: NotificationsSettings, mail_wakeups: Wakeups
) -> None:
    # Six steps before the mail's content, then the wait for the last answer.
    send_within = timedelta(seconds=6 * settings.smtp_timeout + settings.smtp_answer_timeout)
    rules = SenderRules(
        retry_policy=settings.retry_policy,
        send_within=send_within,
        lease=send_within + _TO_SETTLE,
    )
    for number in range(settings.smtp_connections):
        sender = Sender(
            sessions=runtime.sessions,
            mailer=SmtpMailer(settings),
            wakeups=mail_wakeups,
            clock=runtime.clock,
            rules=rules,
        )
        runtime.start(f"sender {number + 1}", sender.run)

    async def sweep() -> None:
        async with unit_of_work(runtime.sessions) as session:
            await fail_abandoned_mails(session, clock=runtime.clock)

    runtime.start_sweeper("abandoned mails", sweep, every=_SWEEP_EVERY)


def main() -> None:
    settings = load_settings(NotificationsSettings)
    configure_logging(settings, service="notifications")
    serve(build_app(settings), settings)


if __name__ == "__main__":
    main()
