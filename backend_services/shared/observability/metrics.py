"""Rate, errors and duration of requests, for Prometheus.

Services show them at /metrics on their private port; the gateway, which faces the public, on a
listener of its own.
"""

from typing import Final

from prometheus_client import Histogram
from starlette.types import Scope

ROUTE_KEY: Final = "vitrine.route"  # in a scope: set by whoever answers without a route of its own
_UNKNOWN: Final = "unmatched"  # one label for all paths that nobody knows: callers invent them
# Seconds; a warm read takes a few milliseconds, a deadline ends at 30.
_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

_DURATION: Final = Histogram(
    "http_request_duration_seconds",
    "How long requests took, by what was asked and how it ended",
    ("method", "route", "status"),
    buckets=_BUCKETS,
)
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def observe_request(scope: Scope, *, status: int, seconds: float) -> None:
    method = scope.get("method", "WEBSOCKET")
    known = method if method in _METHODS or method == "WEBSOCKET" else "other"
    _DURATION.labels(method=known, route=_route(scope), status=str(status)).observe(seconds)


def _route(scope: Scope) -> str:
    route = scope.get(ROUTE_KEY) or getattr(scope.get("route"), "path", None)
    return str(route or _UNKNOWN)
