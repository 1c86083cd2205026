"""How the parts of the shop are, as it travels."""

from datetime import datetime

from storefront.api.wire import Wire


class HealthOut(Wire):
    status: str
    response_time_ms: float | None = None
    error: str | None = None


class OverviewOut(Wire):
    services: dict[str, HealthOut]


class AboutOut(Wire):
    version: str
    commit: str | None = None
    started_at: datetime


class OutboxOut(Wire):
    waiting: int
    oldest_seconds: float | None = None
    rejected: int


class HearingOut(Wire):
    queue: str
    waiting: int | None = None
    dead: int | None = None
    last_heard_at: datetime | None = None
    usual_lag_seconds: float | None = None


class SystemOut(AboutOut):
    outbox: OutboxOut | None = None
    hears: list[HearingOut]
