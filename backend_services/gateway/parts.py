from dataclasses import dataclass

from backend_services.gateway.api_documents import ApiDocuments
from backend_services.gateway.live import LiveFeeds
from backend_services.gateway.proxy import Proxy
from backend_services.gateway.settings import GatewaySettings
from backend_services.shared.clock import Clock
from backend_services.shared.system.about import About


@dataclass(frozen=True, slots=True)
class Parts:
    """Made once by main.py, kept as `app.state.parts`."""

    about: About
    settings: GatewaySettings
    proxy: Proxy
    feeds: LiveFeeds
    documents: ApiDocuments
    clock: Clock
