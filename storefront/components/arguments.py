"""What a component may be given to hold and to call."""

from collections.abc import Callable
from typing import Any

import reflex as rx

Child = rx.Component | rx.Var[Any] | str | int
Words = rx.Var[str] | str
Flag = rx.Var[bool] | bool
Handler = rx.event.EventSpec | rx.event.EventCallback[*tuple[Any, ...]]
# Called with the name of a field and what stands in it.
FieldHandler = Callable[[str, rx.Var[str]], Handler]
FormHandler = rx.event.EventCallback[dict[str, Any]]
