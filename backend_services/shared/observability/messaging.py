"""Whether events flow: what waits, what was given up, how late it came, what came twice."""

from collections import defaultdict, deque
from statistics import median
from typing import Any, Final

from prometheus_client import Counter, Gauge, Histogram

from backend_services.shared.clock import SystemClock
from backend_services.shared.messaging.envelope import Envelope

_CLOCK: Final = SystemClock()  # a lag is a matter of the wall's clock alone
_BUCKETS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600)

OLDEST: Final = Gauge(
    "outbox_oldest_unpublished_seconds",
    "Age of the oldest event that waits to be published; an alarm above 30",
)
UNPUBLISHED: Final = Gauge("outbox_unpublished", "Events that wait to be published")
REJECTED: Final = Gauge("outbox_rejected", "Of them, those the broker refused more than 3 times")
PUBLISHED: Final = Counter("events_published", "Events that the broker accepted")
DEAD: Final = Gauge("dead_letters", "Messages put aside; an alarm above 0", ("queue",))
DEPTH: Final = Gauge("queue_depth", "Messages that wait or are being worked on", ("queue",))
CONSUMED: Final = Counter("events_consumed", "Events whose effect was made", ("consumer", "type"))
DUPLICATES: Final = Counter("inbox_duplicates", "Events that came again", ("consumer",))
FAILED: Final = Counter("events_failed", "Deliveries that ended in an error", ("consumer",))
LAG: Final = Histogram(
    "event_lag_seconds", "From the change to its effect here", ("consumer",), buckets=_BUCKETS
)


# The last lags of each consumer; what is told days later was replayed, and says nothing.
_LATE: Final = 24 * 3600  # seconds
_RECENT: Final[defaultdict[str, deque[float]]] = defaultdict(lambda: deque(maxlen=100))


def usual_lag(consumer: str) -> float | None:
    """Seconds: the median of the last hundred; None: nothing heard yet in time."""
    recent = _RECENT.get(consumer)
    return median(recent) if recent else None


def observe_consumed(consumer: str, *, envelope: Envelope[Any], is_new: bool) -> None:
    if not is_new:
        DUPLICATES.labels(consumer=consumer).inc()
        return
    CONSUMED.labels(consumer=consumer, type=envelope.event.type).inc()
    lag = (_CLOCK.now() - envelope.occurred_at).total_seconds()
    LAG.labels(consumer=consumer).observe(max(lag, 0))
    if lag < _LATE:
        _RECENT[consumer].append(max(lag, 0))
