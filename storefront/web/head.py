"""What stands in the head of a page before any script has run: for whoever reads only HTML."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Final

SHOP: Final = "Vitrine"
# Marks what is true of the address that was asked for, and of no page the shopper goes on to.
MARK: Final = "data-first"
# Phones share the canonical address: the one of a page that was left would be the wrong one.
FORGET: Final = f"""
(() => {{
  const address = () => location.pathname.replace(/\\/$/, "") + location.search;
  const first = address();
  new MutationObserver((_, observer) => {{
    if (address() === first) return;
    observer.disconnect();
    document.querySelectorAll("head [{MARK}]").forEach((each) => each.remove());
  }}).observe(document.head, {{ childList: true, subtree: true, characterData: true }});
}})();
"""


@dataclass(frozen=True, kw_only=True)
class Head:
    title: str
    description: str = ""
    canonical: str = ""  # an absolute address, as `image` is
    previous: str = ""  # of a list in several pages; absolute, as `next` is
    next: str = ""
    image: str = ""
    image_alt: str = ""
    kind: str = "website"  # of Open Graph
    is_listed: bool = True  # in search engines
    eager_image: str = ""  # the path of the picture that the page will show first
    properties: Mapping[str, str] = field(default_factory=dict[str, str])
    data: Sequence[Mapping[str, Any]] = ()  # of schema.org, each one block of JSON-LD


def elements_of(head: Head) -> str:
    """All but the title, which the page may have already."""
    return "".join((*_metas(head), *_links(head), *map(_json_ld, head.data))) + (
        f"<script {MARK}>{FORGET}</script>"
    )


def title_of(head: Head, *, is_taken_over: bool = False) -> str:
    if is_taken_over:
        return f"<title>{escape(head.title)}</title>"
    # `itemprop`: React takes every other title in a head for its own, and would not let it go.
    return f'<title itemprop="name" {MARK}>{escape(head.title)}</title>'


def _metas(head: Head) -> Iterator[str]:
    if head.description:
        yield _meta("description", head.description)
    if not head.is_listed:
        yield _meta("robots", "noindex")
    graph = {
        "og:site_name": SHOP,
        "og:type": head.kind,
        "og:title": head.title,
        "og:description": head.description,
        "og:url": head.canonical,
        "og:image": head.image,
        "og:image:alt": head.image_alt if head.image else "",
        **head.properties,
    }
    for name, value in graph.items():
        if value:
            yield _meta(name, value)
    yield _meta("twitter:card", "summary_large_image" if head.image else "summary")


def _links(head: Head) -> Iterator[str]:
    if head.canonical:
        yield f'<link rel="canonical" href="{escape(head.canonical)}" {MARK}>'
    for name, address in (("prev", head.previous), ("next", head.next)):
        if address:
            yield f'<link rel="{name}" href="{escape(address)}" {MARK}>'
    if head.eager_image:
        image = escape(head.eager_image)
        yield f'<link rel="preload" as="image" href="{image}" fetchpriority="high" {MARK}>'


def _meta(name: str, content: str) -> str:
    kind = "property" if ":" in name and not name.startswith("twitter:") else "name"
    return f'<meta {kind}="{name}" content="{escape(content)}" {MARK}>'


def _json_ld(data: Mapping[str, Any]) -> str:
    # "</script>" in a product's name must not end the block: JSON may spell "<" as it likes.
    text = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/ld+json" {MARK}>{text}</script>'
