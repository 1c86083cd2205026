"""What a message says, as far as everybody of the staff may read it."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

# Ids, figures and words of ours. Names, addresses and the secrets of links are not among them, and
# a field that nobody thought of is not shown either.
_ID: Final = re.compile(r"(?:[a-z]{1,30}_){1,3}id")
_FIGURES: Final = frozenset({"stock_quantity", "quantity", "is_active"})
_WORDS: Final = frozenset(
    {"sku", "price", "total", "currency", "old_status", "new_status", "updated_by"}
)
_LISTS: Final = frozenset({"lines"})
_LONGEST: Final = 60  # characters


def summary_of(body: str) -> Mapping[str, str]:
    """The fields of the payload that can be shown; empty of what cannot be read."""
    try:
        message: object = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    payload = cast("dict[str, Any]", message).get("payload") if isinstance(message, dict) else None
    return dict(_shown(cast("dict[str, Any]", payload))) if isinstance(payload, dict) else {}


def _shown(payload: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in payload.items():
        match value:
            case bool() | int() if _ID.fullmatch(name) or name in _FIGURES:
                yield name, _short(json.dumps(value))
            case str() if _ID.fullmatch(name) or name in _WORDS:
                yield name, _short(value)
            case list() if name in _LISTS:
                yield name, str(len(cast("list[object]", value)))
            case _:
                pass


def _short(text: str) -> str:
    clean = "".join(character for character in text if character.isprintable())
    return clean if len(clean) <= _LONGEST else f"{clean[: _LONGEST - 1]}…"
