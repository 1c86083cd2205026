"""What one worker process holds: made when it starts, shared by all its visitors."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Final

import httpx
import structlog
from redis.asyncio import Redis

from storefront.api import catalog
from storefront.api.client import POOL, TIMEOUTS, Gateway
from storefront.api.formatting import Display
from storefront.settings import StorefrontSettings
from storefront.web.feed import LiveFeed
from storefront.web.file_sessions import FileSessionStore
from storefront.web.media import Pictures
from storefront.web.origins import Origins
from storefront.web.redis_sessions import RedisSessionStore
from storefront.web.session_store import SessionStore
from storefront.web.sessions import Sessions
from storefront.web.sitemap import Sitemaps
from storefront.web.tabs import Tabs
from storefront.web.visitor_auth import VisitorAuth

TIDY_PAUSE: Final = 3600.0  # seconds between two clearings of expired sessions
ONE_ORIGIN: Final = Origins()
RESTART_PAUSE: Final = 1.0  # seconds

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Worker:
    settings: StorefrontSettings
    origins: Origins
    gateway: Gateway
    sessions: Sessions
    pictures: Pictures
    tabs: Tabs
    feed: LiveFeed
    sitemaps: Sitemaps

    def gateway_for(self, session_id: str) -> Gateway:
        return self.gateway.acting_as(VisitorAuth(self.sessions, session_id=session_id))


class _Seat:
    """Reflex makes states itself and cannot hand them anything: they ask here."""

    worker: Worker | None = None


def current_worker() -> Worker:
    if _Seat.worker is None:
        raise RuntimeError("the storefront's worker has not started")
    return _Seat.worker


@asynccontextmanager
async def open_worker(
    settings: StorefrontSettings,
    *,
    origins: Origins = ONE_ORIGIN,
    transport: httpx.AsyncBaseTransport | None = None,
) -> AsyncGenerator[Worker, None]:
    """Everything a worker needs, for as long as it lives; `transport` is the wire's seam."""
    store = _open_store(settings)
    async with httpx.AsyncClient(
        base_url=settings.gateway_url,
        timeout=TIMEOUTS,
        limits=POOL,
        transport=transport,
        trust_env=False,  # the gateway is next door, whatever the environment says of proxies
    ) as http:
        gateway = Gateway(http=http, display=Display(media_base=origins.backend))
        tabs, sitemaps = Tabs(), Sitemaps()
        sessions = Sessions(store, gateway=gateway, on_end=tabs.dismiss)
        feed = LiveFeed(
            gateway_url=settings.gateway_url,
            tabs=tabs,
            sessions=sessions,
            look_again=partial(catalog.changes, gateway),
            also_tell=sitemaps.hear,
        )
        worker = Worker(
            settings=settings,
            origins=origins,
            gateway=gateway,
            sessions=sessions,
            pictures=Pictures(gateway),
            tabs=tabs,
            feed=feed,
            sitemaps=sitemaps,
        )
        _Seat.worker = worker
        try:
            yield worker
        finally:
            _Seat.worker = None
            await store.close()


@asynccontextmanager
async def run_worker(
    settings: StorefrontSettings, *, origins: Origins
) -> AsyncGenerator[Worker, None]:
    """A worker that also listens to the gateway and tidies up."""
    async with open_worker(settings, origins=origins) as worker:
        chores = [asyncio.create_task(_listen(worker)), asyncio.create_task(_tidy(worker))]
        try:
            yield worker
        finally:
            for chore in chores:
                chore.cancel()
            await asyncio.gather(*chores, return_exceptions=True)


async def _listen(worker: Worker) -> None:
    """Follow the gateway's sockets; a bug in reading them must not leave the shop deaf."""
    while True:
        try:
            await worker.feed.run()
        except* Exception:
            log.exception("feed.crashed")
        await asyncio.sleep(RESTART_PAUSE)


async def _tidy(worker: Worker) -> None:
    while True:
        await worker.sessions.store.forget_expired()
        await asyncio.sleep(TIDY_PAUSE)


def _open_store(settings: StorefrontSettings) -> SessionStore:
    if settings.redis_url is not None:
        url = settings.redis_url.get_secret_value()
        redis = Redis.from_url(url)  # pyright: ignore[reportUnknownMemberType]  # untyped **kwargs
        return RedisSessionStore(redis, lifetime=settings.session_lifetime)
    assert settings.session_dir is not None, "settings name one of the two"
    return FileSessionStore(settings.session_dir, lifetime=settings.session_lifetime)
