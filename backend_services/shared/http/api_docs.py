"""/docs and /redoc without a CDN: their scripts come from the package fastapi-offline."""

from typing import Final

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse, Response
from fastapi.staticfiles import StaticFiles

_ASSETS: Final = "/docs/assets"
_STYLED: Final = "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:"
_POLICY: Final = (
    f"default-src 'none'; script-src 'self'; {_STYLED}; connect-src 'self'; worker-src blob:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS: Final = {"Content-Security-Policy": _POLICY}
_START: Final = """
SwaggerUIBundle({
  url: "/openapi.json", dom_id: "#swagger-ui", deepLinking: true, persistAuthorization: true,
  presets: [SwaggerUIBundle.presets.apis],
});
"""


def add_api_docs(app: FastAPI) -> None:
    """Show what the application answers at /openapi.json."""
    app.include_router(_pages(app.title))
    app.mount(_ASSETS, StaticFiles(packages=[("fastapi_offline", "static")]), name="docs-assets")


def _pages(title: str) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/docs")
    async def docs() -> HTMLResponse:
        head = f'<link rel="stylesheet" href="{_ASSETS}/swagger-ui.css">'
        scripts = [f"{_ASSETS}/swagger-ui-bundle.js", "/docs/start.js"]
        return _page(title, head=head, body='<div id="swagger-ui"></div>', scripts=scripts)

    @router.get("/docs/start.js")
    async def start() -> Response:
        return Response(_START, media_type="text/javascript")

    @router.get("/redoc")
    async def redoc() -> HTMLResponse:
        body = '<redoc spec-url="/openapi.json"></redoc>'
        return _page(title, head="", body=body, scripts=[f"{_ASSETS}/redoc.standalone.js"])

    return router


def _page(title: str, *, head: str, body: str, scripts: list[str]) -> HTMLResponse:
    loaded = "".join(f'<script src="{script}"></script>' for script in scripts)
    return HTMLResponse(
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{title}</title><link rel="icon" href="data:,">{head}</head>'
        f'<body style="margin: 0">{body}{loaded}</body></html>',
        headers=_HEADERS,
    )
