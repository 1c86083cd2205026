from typing import Final

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors

from storefront.state.live import LiveState

# Both halves of the way: shop to storefront, and storefront to this tab.
IS_LIVE: Final[rx.Var[bool]] = LiveState.is_connected & ~has_connection_errors
