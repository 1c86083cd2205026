from dataclasses import dataclass, field

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from storefront.web.first_html.slot import BONES

STATIC = (
    "<!DOCTYPE html><html><head><title>Static &amp; built</title>"
    '<meta content="favicon.ico" property="og:image"/><script>start()</script></head>'
    f"<body>static<div>{BONES}</div></body></html>"
)
SHELL = (
    "<!DOCTYPE html><html><head><script>start()</script></head>"
    f"<body>shell<div>{BONES}</div></body></html>"
)


LOST = f"<head></head><body>lost<div>{BONES}</div></body>"


@dataclass
class Build:
    """What Reflex serves of a build, as far as it matters: pages with a slash, a shell, files."""

    asked: list[str] = field(default_factory=list[str])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        self.asked.append(path)
        if scope["method"] == "GET" and "." not in path:  # whole, whatever the visitor can unpack
            assert b"accept-encoding" not in dict(scope["headers"])
        if path in {"/products", "/login", "/register", "/about"}:
            response = Response(status_code=307, headers={"Location": f"{path}/"})
        elif path in {"/", "/products/", "/login/", "/register/", "/about/"}:
            response = Response(STATIC, media_type="text/html")
        elif path.startswith(("/products/", "/orders/")):
            response = Response(SHELL, media_type="text/html")
        elif path == "/assets/app.js":
            response = Response("start()", media_type="text/javascript")
        else:
            response = Response(LOST, status_code=404, media_type="text/html")
        await response(scope, receive, send)
