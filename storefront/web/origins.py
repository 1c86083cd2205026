"""In production one origin serves all; under hot reload pages and sockets have a port each."""

from reflex.config import get_config
from reflex.utils.exec import is_prod_mode

from storefront.settings import StorefrontSettings


def backend_base() -> str:
    """Put before paths that this process answers."""
    return "" if is_prod_mode() else get_config().api_url


def page_base(settings: StorefrontSettings) -> str:
    """Put before the paths of pages."""
    return "" if is_prod_mode() else settings.public_url
