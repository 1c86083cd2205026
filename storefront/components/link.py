from collections.abc import Mapping
from typing import Any

import reflex as rx
from reflex_components_core.react_router import (
    link as router_link,  # pyright: ignore[reportUnknownVariableType]  # Reflex leaves *children untyped
)

from storefront.components.arguments import Child, Handler, Words


def link(
    *children: Child,
    to: Words,
    class_name: str = "",
    key: object = None,
    on_click: Handler | None = None,
    attributes: Mapping[str, Any] | None = None,
) -> rx.Component:
    """An anchor that changes the page without loading a new document."""
    return router_link(
        *children,
        to=to,
        class_name=class_name,
        key=key,
        on_click=on_click,
        custom_attrs=dict(attributes or {}),
    )
