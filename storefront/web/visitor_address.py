from starlette.datastructures import Headers
from starlette.types import Scope


def visitor_address(scope: Scope, *, hops: int) -> str:
    """Whom the gateway shall count a page for, by the rule that Reflex has for its sockets.

    `hops`: how many proxies of our own stand before us (REFLEX_TRUSTED_PROXY_HOPS). What stands
    further left in X-Forwarded-For was written by whoever wanted to.
    """
    peer = scope["client"][0] if scope.get("client") else ""
    chain = [part.strip() for part in Headers(scope=scope).get("x-forwarded-for", "").split(",")]
    return chain[-hops] if 0 < hops <= len(chain) and chain[-hops] else peer
