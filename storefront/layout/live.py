from typing import Final

import reflex as rx

from storefront.components.connection import IS_LOST
from storefront.state.live import LiveState

# Both halves of the way: shop to storefront, and storefront to this tab.
IS_LIVE: Final[rx.Var[bool]] = LiveState.is_connected & ~IS_LOST
