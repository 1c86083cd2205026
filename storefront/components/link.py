from typing import Any

import reflex as rx
from reflex_components_core.react_router import link as router_link


def link(*children: Any, to: str | rx.Var[str], **props: Any) -> rx.Component:
    """An anchor that changes the page without loading a new document."""
    return router_link(*children, to=to, **props)
