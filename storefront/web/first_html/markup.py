"""Writes HTML in which nothing that data says can become markup."""

from html import escape
from typing import Final

_EMPTY: Final = frozenset({"img"})  # elements that have no end


class Html(str):
    """Text that is HTML already; every other text is escaped where it is put in."""

    __slots__ = ()


NOTHING: Final = Html()


def element(tag: str, *children: str, **attributes: str | int | bool) -> Html:
    """`class_name` as components say it; other names with hyphens: `aria_label`.

    An attribute that is empty or False is left out (but not `alt=""`), one that is True has no
    value.
    """
    start = f"<{tag}{''.join(_attribute(*each) for each in attributes.items())}>"
    return Html(start if tag in _EMPTY else f"{start}{joined(*children)}</{tag}>")


def joined(*children: str) -> Html:
    return Html("".join(child if isinstance(child, Html) else escape(child) for child in children))


def _attribute(name: str, value: str | int | bool, /) -> str:
    name = "class" if name == "class_name" else name.rstrip("_").replace("_", "-")
    if value is True:
        return f" {name}"
    if value is False or (value == "" and name != "alt"):
        return ""
    return f' {name}="{escape(str(value))}"'
