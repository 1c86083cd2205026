"""What a component becomes, as far as a test wants to know: elements, their props, their words."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import reflex as rx

Rendered = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Element:
    tag: str
    props: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.props[name]


def elements(component: rx.Component, tag: str = "") -> list[Element]:
    """All that may be shown: both sides of a condition, one turn of a loop."""
    found = [_element(node) for node in _walk(cast("Rendered", component.render()))]
    return [each for each in found if not tag or each.tag == tag]


def words(component: rx.Component) -> str:
    nodes = _walk(cast("Rendered", component.render()))
    return " ".join(node["contents"].strip('"') for node in nodes if "contents" in node)


def most(component: rx.Component, tag: str) -> int:
    """The largest number of such elements that can be on the screen at once."""
    return _most(cast("Rendered", component.render()), tag)


def _most(node: Rendered, tag: str) -> int:
    if "cond_state" in node:
        return max(_most(node["true_value"], tag), _most(node["false_value"], tag))
    below = sum(_most(child, tag) for child in _children(node))
    return below + (_tag(node) == tag)


def _walk(node: Rendered) -> Iterator[Rendered]:
    yield node
    for child in _children(node):
        yield from _walk(child)


def _children(node: Rendered) -> list[Rendered]:
    below = [*node.get("children", []), node.get("true_value"), node.get("false_value")]
    return [child for child in below if isinstance(child, dict)]


def _element(node: Rendered) -> Element:
    pairs = (str(prop).partition(":") for prop in node.get("props", []))
    return Element(tag=_tag(node), props={_plain(name): _plain(value) for name, _, value in pairs})


def _tag(node: Rendered) -> str:
    return _plain(str(node.get("name", "")))


def _plain(text: str) -> str:
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, str) else text
