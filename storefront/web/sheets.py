"""The pages as they were built, asked of Reflex once and kept: a process serves one build."""

import asyncio
import re
from dataclasses import dataclass, field
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Scope

from storefront.web.first_html.markup import Html
from storefront.web.first_html.slot import filled
from storefront.web.head import Head, elements_of, title_of
from storefront.web.route_scripts import MANIFEST, preloads

OK: Final = 200
MISSING: Final = 404
LOST: Final = "/404"  # the page that Reflex builds for every address of nothing
MOST_KEPT: Final = 100  # many more than there are pages
MOVED: Final = frozenset({307, 308})
_TITLE: Final = re.compile(r"<title>.*?</title>", re.DOTALL)
# Reflex gives every page a favicon for its picture; and a description that the head may replace.
_OWN: Final = re.compile(r'<meta content="[^"]*" (?:property="og:image"|name="description")/>')


@dataclass(frozen=True, kw_only=True)
class Sheet:
    status: int
    html: str

    def printed(self, head: Head | None, content: Html) -> str:
        """The page with a head of its own, just before `</head>`: earlier, React would stumble."""
        page = filled(self.html, content) if content else self.html
        if head is None:
            return page
        page, found = _TITLE.subn("", page, count=1)
        page = _OWN.sub("", page) if head.description or head.image else page
        # A title that the page brings is React's: it takes over this one and writes its own in it.
        title = title_of(head, is_taken_over=bool(found))
        return page.replace("</head>", f"{title}{elements_of(head)}</head>", 1)


class Sheets:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: dict[str, Sheet] = {}
        self._manifests: dict[str, str] = {}  # one, as long as a process serves one build

    async def get(self, path: str, *, scope: Scope) -> Sheet | None:
        """The page built for `path`, or for nothing; None when what is there is no page."""
        known = self._kept.get(path)
        if known is not None:
            return known
        answer = await self._ask(path, scope=scope)
        if answer.status in MOVED:
            answer = await self._ask(f"{path}/", scope=scope)
        if answer.status == MISSING and path != LOST:
            # Not always a page: of a name that no file can have, nobody looks for one.
            return await self.get(LOST, scope=scope)
        if not answer.media_type.startswith("text/html"):
            return None
        html = await self._with_scripts(answer.text, path=path, scope=scope)
        sheet = Sheet(status=answer.status, html=html)
        if path == LOST or (sheet.status == OK and len(self._kept) < MOST_KEPT):
            self._kept[path] = sheet
        return sheet

    async def _with_scripts(self, html: str, *, path: str, scope: Scope) -> str:
        """What the page will need, asked for with the first that it needs."""
        named = MANIFEST.search(html)
        if named is None:
            return html
        if named[0] not in self._manifests:
            self._manifests[named[0]] = (await self._ask(named[0], scope=scope)).text
        links = preloads(html, manifest=self._manifests[named[0]], path=path)
        return html.replace("</head>", f"{links}</head>", 1)

    async def _ask(self, path: str, *, scope: Scope) -> "_Answer":
        answer = _Answer()
        headers = [pair for pair in scope["headers"] if pair[0] == b"host"]
        plain: Scope = {
            **scope,
            "method": "GET",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": headers,  # whole, unpacked, whatever the visitor's browser has already
            "extensions": {},  # without them the file itself comes, not its name
        }
        await self._app(plain, answer.ask, answer.take)
        return answer


@dataclass
class _Answer:
    is_asked: bool = False
    status: int = 0
    media_type: str = ""
    body: bytearray = field(default_factory=bytearray)

    @property
    def text(self) -> str:
        return self.body.decode()

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.media_type = Headers(raw=message.get("headers", [])).get("content-type", "")
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")

    async def ask(self) -> Message:
        """An empty request, by somebody who does not hang up."""
        if not self.is_asked:
            self.is_asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        return await asyncio.get_running_loop().create_future()
