"""What a component may be given to call."""

from typing import Any

import reflex as rx

Handler = rx.event.EventSpec | rx.event.EventCallback[*tuple[Any, ...]]
FormHandler = rx.event.EventCallback[dict[str, Any]]
