"""What a component may be given to hold and to call."""

from typing import Any

import reflex as rx

Child = rx.Component | rx.Var[Any] | str | int
Words = rx.Var[str] | str
Flag = rx.Var[bool] | bool
Handler = rx.event.EventSpec | rx.event.EventCallback[*tuple[Any, ...]]
FormHandler = rx.event.EventCallback[dict[str, Any]]
