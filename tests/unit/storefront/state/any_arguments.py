"""Values of any type, to call a handler with and to fill a state, as somebody at a socket could."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from inspect import signature
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import reflex as rx

RESTING = frozenset({"is_busy", "is_loading", "is_missing"})


class AnyForm(dict[str, Any]):
    """A form that has every field."""

    def get(self, name: str, default: Any = None) -> Any:
        del default
        return "1" if name == "id" else "2"


class AnyFile:
    name = "any.csv"
    filename = name
    content_type = "text/csv"
    size = 1

    async def read(self, *_: int) -> bytes:
        return b"1"


def value_of(kind: Any, *, word: str) -> Any:
    """Something of that type that is not empty, `word` wherever it holds text; or None."""
    parts = get_args(kind)
    plain = {str: word, int: 1, float: 1.0, bool: True, rx.UploadFile: AnyFile()}
    if kind in plain:
        return plain[kind]
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{f.name: value_of(hints[f.name], word=word) for f in fields(kind)})
    match get_origin(kind):
        case origin if origin in {list, tuple}:
            several = [value_of(parts[0], word=word)]
            return tuple(several) if origin is tuple else several
        case origin if origin in {dict, Mapping}:
            key, value = parts
            filled = {value_of(key, word=word): value_of(value, word=word)}
            return AnyForm() if value is Any else filled
        case origin if origin in {Union, UnionType}:
            return value_of(parts[0], word=word)
        case _:
            return None


def arguments_of(function: Any, *, word: str) -> dict[str, Any]:
    hints = get_type_hints(function)
    names = [name for name in signature(function).parameters if name != "self"]
    return {name: value_of(hints.get(name, str), word=word) for name in names}


def names_in(kind: type[rx.State]) -> set[str]:
    """Of everything that such a state holds, what stays on the server too."""
    ours = [base for base in kind.__mro__ if base.__module__.startswith("storefront.")]
    return {name for base in ours for name in vars(base).get("__annotations__", {})}


def fill(state: rx.State, *, word: str) -> None:
    """As if the page had been filled for somebody who may see it."""
    hints = get_type_hints(type(state))
    for name in names_in(type(state)):
        kind = get_args(hints[name])[0] if get_origin(hints[name]) is rx.Field else hints[name]
        filled = False if name in RESTING else value_of(kind, word=word)
        if filled is not None:
            setattr(state, name, filled)
