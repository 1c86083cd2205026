"""The sockets in figures, for Prometheus; by feed: `notifications` or `catalog`."""

from typing import Final

from prometheus_client import Counter, Gauge

CLIENTS: Final = Gauge("live_clients", "Sockets that are open", ("feed",))
SLOW_CLIENTS: Final = Gauge(
    "live_slow_clients", "Sockets that are behind: something was left out for them", ("feed",)
)
DROPPED: Final = Counter(
    "live_frames_dropped",
    "News that a socket was too slow for, or that newer ones replaced",
    ("feed",),
)
HUNG_UP: Final = Counter(
    "live_clients_hung_up", "Sockets closed because their peer took nothing for long", ("feed",)
)
