from dataclasses import dataclass

from backend_services.notifications.adapters.replica_line import OpenLine
from backend_services.notifications.live.catalog_feed import CatalogFeed
from backend_services.notifications.live.hub import Hub
from backend_services.notifications.live.personal_feed import PersonalFeed
from backend_services.notifications.live.replicas import Replicas
from backend_services.shared.clock import Clock
from backend_services.shared.db.session import SessionMaker


@dataclass(frozen=True, slots=True)
class Switchboard:
    """All that makes one process' sockets live."""

    hub: Hub
    personal: PersonalFeed
    catalog: CatalogFeed
    replicas: Replicas


@dataclass(frozen=True, slots=True)
class SwitchboardRules:
    batch_every: float  # seconds
    replay: int  # missed news that are told again
    open_line: OpenLine  # to the other replicas


def make_switchboard(
    rules: SwitchboardRules, *, sessions: SessionMaker, clock: Clock
) -> Switchboard:
    hub = Hub(clock=clock, batch_every=rules.batch_every)
    personal = PersonalFeed(hub, sessions=sessions, replay=rules.replay)
    catalog = CatalogFeed(hub, sessions=sessions)
    replicas = Replicas(hub, personal=personal, catalog=catalog, open_line=rules.open_line)
    return Switchboard(hub=hub, personal=personal, catalog=catalog, replicas=replicas)
