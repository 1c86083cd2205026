import asyncio
import time
from dataclasses import dataclass, field
from typing import Final, cast

import httpx

from backend_services.gateway.merged_openapi import Document, merge_documents
from backend_services.gateway.routing import Service
from backend_services.gateway.upstreams import Upstreams
from backend_services.shared.observability.logging import get_logger

log = get_logger()

_PATIENCE: Final = 2.0  # seconds for one service's document


@dataclass(slots=True)
class ApiDocuments:
    """The services' documents, kept for a while; of a service that is down, the last one known."""

    upstreams: Upstreams
    own: Document
    kept: float  # seconds
    _known: dict[Service, Document] = field(default_factory=dict[Service, Document])
    _merged: Document | None = None
    _asked_at: float = 0.0
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def merged(self) -> Document:
        async with self._asking:  # many readers, one question to the services
            if self._merged is None or time.monotonic() - self._asked_at > self.kept:
                await asyncio.gather(*(self._ask(service) for service in Service))
                ordered = {
                    service: self._known[service] for service in Service if service in self._known
                }
                self._merged = merge_documents(self.own, ordered)
                self._asked_at = time.monotonic()
            return self._merged

    async def _ask(self, service: Service) -> None:
        try:
            async with asyncio.timeout(_PATIENCE):
                answer = await self.upstreams[service].get("/openapi.json")
                answer.raise_for_status()
                self._known[service] = _read(answer)
        except (httpx.HTTPError, TimeoutError, ValueError) as error:
            log.warning("api_document.missing", upstream=service, reason=type(error).__name__)


def _read(answer: httpx.Response) -> Document:
    document = answer.json()
    if not isinstance(document, dict) or "paths" not in document:
        msg = "no OpenAPI document"
        raise ValueError(msg)
    return cast("Document", document)
