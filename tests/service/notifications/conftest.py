import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from pydantic import HttpUrl, SecretStr

from backend_services.notifications.main import build_app, make_live_parts, make_parts
from backend_services.notifications.settings import NotificationsSettings
from backend_services.shared.clock import SystemClock
from backend_services.shared.db.session import SessionMaker
from backend_services.shared.http.tokens import TokenVerifier
from backend_services.shared.settings import Environment
from tests.service.notifications.mail_server import MailServer, free_port
from tests.service.notifications.office import Office, eventually


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    server = MailServer(port=free_port())
    server.start()
    yield server
    server.stop()


@pytest.fixture
def settings(mail_server: MailServer) -> NotificationsSettings:
    return NotificationsSettings(
        environment=Environment.TEST,
        database_url=SecretStr("unused"),
        jwks_url="unused",
        shop_url=HttpUrl("https://vitrine.example"),
        smtp_host="127.0.0.1",
        smtp_port=mail_server.port,
        smtp_from="Vitrine <shop@vitrine.example>",
        mail_attempts=4,
        mail_first_pause=timedelta(milliseconds=20),
        live_identify_within=5.0,
    )


@pytest.fixture
def sessions(fresh_sessions: Callable[[str], SessionMaker]) -> SessionMaker:
    return fresh_sessions("notifications")


@pytest.fixture
def office(settings: NotificationsSettings, sessions: SessionMaker) -> Office:
    return Office(settings, sessions=sessions, clock=SystemClock())


@pytest.fixture
def app(office: Office, token_verifier: TokenVerifier) -> FastAPI:
    """The service's own application on parts of the test's; nothing runs beside it."""
    app = build_app(office.settings)
    app.state.token_verifier = token_verifier
    app.state.parts = make_parts(office.desk, sessions=office.sessions)
    app.state.live_parts = make_live_parts(
        office.settings, hub=office.hub, clock=office.clock, verifier=token_verifier
    )
    return app


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://notifications/api/v1"
    ) as client:
        yield client


@pytest.fixture
async def live_url(app: FastAPI) -> AsyncIterator[str]:
    """The application behind a real server, for real sockets."""
    config = uvicorn.Config(
        app, host="127.0.0.1", port=free_port(), lifespan="off", log_config=None, access_log=False
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    await eventually(lambda: server.started)
    yield f"ws://127.0.0.1:{config.port}"
    server.should_exit = True
    await running
