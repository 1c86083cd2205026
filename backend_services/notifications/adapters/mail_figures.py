"""How mails are doing, for Prometheus."""

from typing import Final

from prometheus_client import Gauge

FAILED: Final = Gauge("mails_failed", "Mails that were given up, until somebody retries them")
PENDING: Final = Gauge("mails_pending", "Mails that wait for an attempt, or are under way")
