import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from pydantic import HttpUrl, SecretStr
from sqlalchemy.ext.asyncio import create_async_engine

from backend_services.notifications.main import build_app, make_live_parts, make_parts
from backend_services.notifications.settings import NotificationsSettings
from backend_services.shared.clock import SystemClock
from backend_services.shared.db.session import SessionMaker, create_sessions
from backend_services.shared.http.tokens import TokenVerifier
from backend_services.shared.settings import Environment
from local_stack.network import free_port
from tests.fixtures.redis import RedisServer
from tests.service.notifications.grounds import Ground, NotifyGround, RedisGround
from tests.service.notifications.mail_server import MailServer
from tests.service.notifications.office import Office, eventually


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    server = MailServer(port=free_port())
    server.start()
    yield server
    server.stop()


@pytest.fixture
def database_url(fresh_database: Callable[[str], str]) -> str:
    return fresh_database("notifications")


@pytest.fixture(params=["notify", "redis"])
async def ground(
    *,
    request: pytest.FixtureRequest,
    database_url: str,
    sessions: SessionMaker,
    redis_server: RedisServer,
) -> AsyncIterator[Ground]:
    """What joins the replicas, for who asks for it: first one, then the other."""
    if request.param == "notify":
        yield NotifyGround(sessions, database_url=database_url)
    else:
        async with redis_server.client() as admin:
            yield RedisGround(admin, url=redis_server.url)


@pytest.fixture
def settings(mail_server: MailServer, database_url: str) -> NotificationsSettings:
    return NotificationsSettings(
        environment=Environment.TEST,
        database_url=SecretStr(database_url),
        jwks_url="unused",
        shop_url=HttpUrl("https://vitrine.example"),
        smtp_host="127.0.0.1",
        smtp_port=mail_server.port,
        smtp_from="Vitrine <shop@vitrine.example>",
        mail_attempts=4,
        mail_first_pause=timedelta(milliseconds=20),
        live_identify_within=60.0,
    )


@pytest.fixture
async def sessions(database_url: str) -> AsyncIterator[SessionMaker]:
    engine = create_async_engine(database_url, pool_size=40, max_overflow=40)
    yield create_sessions(engine)
    await engine.dispose()


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
        office.settings,
        switchboard=office.switchboard,
        clock=office.clock,
        verifier=token_verifier,
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
async def live_url(app: FastAPI, office: Office) -> AsyncIterator[str]:
    """The application behind a real server, for real sockets."""
    async with office.live(), served(app) as url:
        yield url


@asynccontextmanager
async def served(app: FastAPI) -> AsyncGenerator[str]:
    config = uvicorn.Config(
        app, host="127.0.0.1", port=free_port(), lifespan="off", log_config=None, access_log=False
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    await eventually(lambda: server.started, within=30)
    try:
        yield f"ws://127.0.0.1:{config.port}"
    finally:
        server.should_exit = True
        await running
