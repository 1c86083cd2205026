from typing import Annotated

from pydantic import AnyHttpUrl, BeforeValidator, Field
from pydantic_settings import NoDecode, SettingsConfigDict

from backend_services.gateway.routing import Service
from backend_services.shared.settings import ServiceSettings


def _split(listed: object) -> object:
    return [part.strip() for part in listed.split(",")] if isinstance(listed, str) else listed


class GatewaySettings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="GATEWAY_", frozen=True, extra="ignore")

    port: int = 3000

    users_url: AnyHttpUrl
    products_url: AnyHttpUrl
    orders_url: AnyHttpUrl
    notifications_url: AnyHttpUrl

    # Separated by commas; also what a browser's WebSocket may come from.
    cors_origins: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)] = (
        "http://localhost:8080",
        "http://127.0.0.1:8080",
    )

    request_deadline: float = Field(default=30.0, gt=0)  # seconds, all attempts together
    read_timeout: float = Field(default=8.0, gt=0)  # seconds for one attempt at a safe method
    # Seconds for one attempt at a keyed write: in a rush orders keeps buyers queueing for 20.
    keyed_write_timeout: float = Field(default=22.0, gt=0)
    connect_timeout: float = Field(default=2.0, gt=0)  # seconds; the services are one hop away
    attempts: int = Field(default=3, ge=1)
    retry_pause: float = Field(default=0.1, ge=0)  # seconds; doubled each time, then jittered

    body_limit: int = Field(default=1024 * 1024, ge=0)  # bytes
    websocket_limit: int = Field(default=1000, ge=0)  # open at once
    websocket_ping: float = Field(default=20.0, gt=0)  # seconds; as long again for the answer

    api_documents_kept: float = Field(default=10.0, ge=0)  # seconds

    def url_of(self, service: Service) -> str:
        urls = {
            Service.USERS: self.users_url,
            Service.PRODUCTS: self.products_url,
            Service.ORDERS: self.orders_url,
            Service.NOTIFICATIONS: self.notifications_url,
        }
        return str(urls[service]).rstrip("/")
