"""Whether this tab still reaches the shop. The browser knows it; the server could not tell it."""

from typing import Any, Final

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors

from storefront.components.arguments import Flag, Handler

IS_LOST: Final[rx.vars.BooleanVar] = has_connection_errors
RECONNECTING: Final = "Reconnecting…"


def unless_lost(handler: Handler, *, is_lost: Flag) -> Any:  # noqa: ANN401 - Reflex's Var of events
    """Nothing is kept for later: an order must not be placed when nobody expects it any more."""
    return rx.cond(is_lost, rx.noop(), handler)


def lost_props(*, is_lost: Flag) -> dict[str, Any]:
    """For a button that has to wait; one that were `disabled` would lose the focus."""
    return {"aria-disabled": rx.cond(is_lost, "true", None)}
