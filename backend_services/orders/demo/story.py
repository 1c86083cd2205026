"""What the demo shopper bought in the last five weeks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from backend_services.orders.domain.actor import ActorKind
from backend_services.orders.domain.states import OrderStatus


@dataclass(frozen=True, slots=True)
class DemoStep:
    to: OrderStatus
    after: timedelta  # since the step before
    by: ActorKind = ActorKind.STAFF
    reason: str | None = None
    tracking_number: str | None = None


@dataclass(frozen=True, slots=True)
class DemoOrder:
    ago: timedelta
    lines: Mapping[str, int]  # units by SKU
    steps: tuple[DemoStep, ...] = ()
    buyer: str = "shopper@example.com"


def _confirmed(*, hours: float) -> DemoStep:
    return DemoStep(OrderStatus.CONFIRMED, timedelta(hours=hours))


def _shipped(tracking_number: str, *, hours: float) -> DemoStep:
    return DemoStep(OrderStatus.SHIPPED, timedelta(hours=hours), tracking_number=tracking_number)


def _delivered(*, days: float) -> DemoStep:
    return DemoStep(OrderStatus.DELIVERED, timedelta(days=days))


def arrived(tracking_number: str) -> tuple[DemoStep, ...]:
    """Packed the same day, sent the next, there after three."""
    return (_confirmed(hours=3), _shipped(tracking_number, hours=21), _delivered(days=2.3))


CANCELLED_AT_ONCE: Final = (
    DemoStep(
        OrderStatus.CANCELLED,
        timedelta(minutes=40),
        by=ActorKind.CUSTOMER,
        reason="Ordered by mistake",
    ),
)

# Oldest first; nothing was bought before it was listed (products' demo catalogue).
STORY: Final = (
    DemoOrder(
        timedelta(days=34, hours=3),
        {"TRC-030": 1, "SNK-029": 2},
        (_confirmed(hours=2), _shipped("VT-100271-US", hours=20), _delivered(days=2.2)),
    ),
    DemoOrder(
        timedelta(days=31, hours=9),
        {"SPP-016": 1, "CHK-017": 1, "SLT-020": 2},
        (_confirmed(hours=1), _shipped("VT-100318-US", hours=26), _delivered(days=3.1)),
    ),
    DemoOrder(
        timedelta(days=27, hours=5),
        {"KTE-044": 1},
        CANCELLED_AT_ONCE,
    ),
    DemoOrder(
        timedelta(days=24, hours=7),
        {"JGS-048": 1, "TLB-069": 2},
        (_confirmed(hours=3), _shipped("VT-100402-US", hours=18), _delivered(days=1.9)),
    ),
    DemoOrder(
        timedelta(days=20, hours=2),
        {"BNT-019": 2},
        (_confirmed(hours=5), _shipped("VT-100455-US", hours=21), _delivered(days=2.6)),
    ),
    DemoOrder(
        timedelta(days=16, hours=8),
        {"WLM-035": 1},
        (
            _confirmed(hours=2),
            DemoStep(
                OrderStatus.CANCELLED,
                timedelta(hours=6),
                reason="Your mirror was damaged while we packed it. We are sorry.",
            ),
        ),
    ),
    DemoOrder(
        timedelta(days=12, hours=4),
        {"DBP-027": 1, "BRC-028": 1},
        (_confirmed(hours=1), _shipped("VT-100533-US", hours=23), _delivered(days=2.0)),
    ),
    DemoOrder(
        timedelta(days=9, hours=6),
        {"CPS-010": 4, "HNP-021": 1},
        (_confirmed(hours=4), _shipped("VT-100569-US", hours=19), _delivered(days=3.4)),
    ),
    DemoOrder(
        timedelta(days=4, hours=10),
        {"FTP-059": 1, "PNB-058": 3},
        (_confirmed(hours=2), _shipped("VT-100634-US", hours=25)),
    ),
    DemoOrder(
        timedelta(days=2, hours=21),
        {"FLM-055": 5},
        (_confirmed(hours=3), _shipped("VT-100651-US", hours=22)),
    ),
    DemoOrder(
        timedelta(days=1, hours=5),
        {"ALC-037": 1, "BWC-038": 2},
        (_confirmed(hours=6),),
    ),
    DemoOrder(timedelta(hours=3), {"DRP-060": 6, "PPS-061": 1}),
)
