from dataclasses import dataclass

from reflex.config import get_config
from reflex.utils.exec import is_prod_mode

from storefront.settings import StorefrontSettings


@dataclass(frozen=True, kw_only=True)
class Origins:
    """What to put before a path. In production one origin serves all, and paths are enough."""

    pages: str = ""
    backend: str = ""  # sockets, pictures, doors


def origins_of(settings: StorefrontSettings) -> Origins:
    """Under hot reload pages and backend have a port each."""
    if is_prod_mode():
        return Origins()
    return Origins(pages=settings.public_url, backend=get_config().api_url)
