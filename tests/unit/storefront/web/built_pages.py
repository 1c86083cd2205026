from dataclasses import dataclass, field

from starlette.responses import JSONResponse, PlainTextResponse, Response
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


FILES = {"/index.html", "/products.html", "/products.html.gz"}
LONGEST_NAME = 255  # bytes; of a file


@dataclass
class Build:
    """What Reflex serves of a build, as far as it matters: pages with a slash, a shell, files."""

    asked: list[str] = field(default_factory=list[str])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        self.asked.append(path)
        is_built = path.startswith(("/products/", "/orders/"))
        if scope["method"] == "GET" and path in {"/", "/products/0"}:  # whole, whoever asks
            assert b"accept-encoding" not in dict(scope["headers"])
        if path in {"/products", "/login", "/register", "/about"}:
            response = Response(status_code=307, headers={"Location": f"{path}/"})
        elif path in {"/", "/products/", "/login/", "/register/", "/about/"} | FILES:
            response = Response(STATIC, media_type="text/html")
        elif is_built:
            response = Response(SHELL, media_type="text/html")
        elif path == "/ping":
            response = JSONResponse("pong")
        elif len(path) > LONGEST_NAME:
            response = PlainTextResponse("Not Found", status_code=404)
        elif path == "/assets/app.js":
            response = Response("start()", media_type="text/javascript")
        else:
            response = Response(LOST, status_code=404, media_type="text/html")
        await response(scope, receive, send)
