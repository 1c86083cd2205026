"""What search engines ask for: where everything is, and where not to look."""

from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from storefront.api.errors import GatewayError
from storefront.web.worker import current_worker

NOT_TO_CRAWL: Final = ("/account", "/cart", "/checkout", "/orders", "/session/", "/staff/")


async def show_sitemap(_: Request) -> Response:
    worker = current_worker()
    try:
        text = await worker.sitemaps.get(worker.gateway, base=worker.settings.public_url)
    except GatewayError:
        return Response(status_code=503, headers={"Cache-Control": "no-store", "Retry-After": "60"})
    return Response(text, media_type="application/xml", headers={"Cache-Control": "no-cache"})


async def show_robots(_: Request) -> Response:
    base = current_worker().settings.public_url
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_TO_CRAWL)]
    text = "\n".join([*lines, "", f"Sitemap: {base}/sitemap.xml", ""])
    return PlainTextResponse(text, headers={"Cache-Control": "public, max-age=3600"})
