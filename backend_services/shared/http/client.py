import ssl
from functools import cache

import httpx

from backend_services.shared.observability.context import (
    REQUEST_ID_HEADER,
    current_request_id,
    current_traceparent,
)


def create_client(
    base_url: str,
    *,
    timeout: float,
    headers: dict[str, str] | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
) -> httpx.AsyncClient:
    """One client per process and peer; passes request id and trace on.

    Args:
        base_url: of the peer.
        timeout: seconds for connect and for each read and write; a free connection may take as
            long again.
        headers: sent with every request.
        transport: the wire; tests put their own here.
    """
    return httpx.AsyncClient(
        base_url=base_url,
        verify=_trusted(),
        timeout=httpx.Timeout(timeout, pool=timeout),
        limits=httpx.Limits(
            max_connections=100,
            max_keepalive_connections=50,
            # Below uvicorn's 5 s: never write into a connection that the peer is just closing.
            keepalive_expiry=2.0,
        ),
        headers=headers,
        transport=transport,
        event_hooks={"request": [_pass_context_on]},
    )


@cache
def _trusted() -> ssl.SSLContext:
    """Reading the certificates takes 60 ms: once for all clients of the process."""
    return httpx.create_ssl_context()


async def _pass_context_on(request: httpx.Request) -> None:
    context = {REQUEST_ID_HEADER: current_request_id(), "traceparent": current_traceparent()}
    for name, value in context.items():
        if value is not None:
            request.headers.setdefault(name, value)
