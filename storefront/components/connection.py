"""Whether this tab still reaches the shop. The browser knows it; the server could not tell it."""

from typing import Any, Final

import reflex as rx
from reflex.utils.imports import ImportVar
from reflex.vars import VarData
from reflex_components_core.core.banner import has_connection_errors

from storefront.components.arguments import Flag, Handler

# A browser that knows it is off line need not wait until its socket finds out.
_OFF_LINE: Final = """const isOffLine = useSyncExternalStore(
  (tell) => {
    const events = ["online", "offline"];
    events.forEach((event) => window.addEventListener(event, tell));
    return () => events.forEach((event) => window.removeEventListener(event, tell));
  },
  () => !navigator.onLine,
  () => false,
)"""
_IS_OFF_LINE: Final = rx.Var[bool](
    _js_expr="isOffLine",
    _var_type=bool,
    _var_data=VarData(
        imports={"react": [ImportVar(tag="useSyncExternalStore")]}, hooks={_OFF_LINE: None}
    ),
)
IS_LOST: Final[rx.vars.BooleanVar] = (has_connection_errors | _IS_OFF_LINE).bool()
RECONNECTING: Final = "Reconnecting…"


def unless_lost(handler: Handler, *, is_lost: Flag) -> Any:  # noqa: ANN401 - Reflex's Var of events
    """Nothing is kept for later: an order must not be placed when nobody expects it any more."""
    return rx.cond(is_lost, rx.noop(), handler)


def lost_props(*, is_lost: Flag) -> dict[str, Any]:
    """For a button that has to wait; one that were `disabled` would lose the focus."""
    return {"aria-disabled": rx.cond(is_lost, "true", None)}
