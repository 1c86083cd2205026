from ipaddress import IPv4Network, IPv6Network
from typing import Annotated

from limits import parse
from pydantic import AfterValidator, AnyHttpUrl, BeforeValidator, Field, SecretStr
from pydantic_settings import NoDecode, SettingsConfigDict

from backend_services.gateway.client_address import TrustedProxies
from backend_services.gateway.routing import Service
from backend_services.shared.settings import ServiceSettings, TokenNames


def _split(listed: object) -> object:
    return [part.strip() for part in listed.split(",")] if isinstance(listed, str) else listed


def _readable(limit: str) -> str:
    """`300/minute`, `20 per hour`: the notation of the library `limits`."""
    parse(limit)  # raises ValueError
    return limit


Limit = Annotated[str, AfterValidator(_readable)]


class GatewaySettings(ServiceSettings, TokenNames):
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
    # Seconds. The services are one hop away, but in a rush the gateway itself comes late to an open
    # connection; it must not take them for gone.
    connect_timeout: float = Field(default=5.0, gt=0)
    attempts: int = Field(default=3, ge=1)
    retry_pause: float = Field(default=0.1, ge=0)  # seconds; doubled each time, then jittered

    # Silences in a row after which a service is left alone, and for how many seconds.
    breaker_threshold: int = Field(default=10, ge=1)
    breaker_rest: float = Field(default=2.0, gt=0)

    # Requests of one address, signed in or not. A person browses with a few a second at most.
    rate_limit_per_address: Limit = "600/minute"
    # Of these: signing in, registering, resetting. Wrong passwords per account: users counts them.
    rate_limit_sign_ins_per_address: Limit = "30/minute"
    rate_limit_per_account: Limit = "600/minute"
    redis_url: SecretStr | None = None  # where replicas count together; None: each for itself

    # Our own proxies between caller and gateway: so many addresses of X-Forwarded-For are believed,
    # counted from the right, and when networks are given, only of peers in them.
    trusted_hops: int = Field(default=0, ge=0, le=10)
    trusted_proxies: Annotated[
        tuple[IPv4Network | IPv6Network, ...], NoDecode, BeforeValidator(_split)
    ] = ()

    body_limit: int = Field(default=1024 * 1024, ge=0)  # bytes
    # Of a picture, by somebody who signed in: products takes 10 MB, the form around it adds some.
    upload_limit: int = Field(default=10 * 1024 * 1024 + 64 * 1024, ge=0)  # bytes
    websocket_limit: int = Field(default=1000, ge=0)  # open at once
    websocket_limit_per_address: int = Field(default=20, ge=0)  # of them
    websocket_ping: float = Field(default=5.0, gt=0)  # seconds; as long again for the answer

    # Prometheus asks here and not at the public port; None: nobody asks.
    metrics_port: int | None = Field(default=None, ge=1, le=65535)
    metrics_host: str = "127.0.0.1"

    api_documents_kept: float = Field(default=10.0, ge=0)  # seconds

    @property
    def trusted(self) -> TrustedProxies:
        return TrustedProxies(hops=self.trusted_hops, networks=self.trusted_proxies)

    @property
    def jwks_url(self) -> str:
        return f"{self.url_of(Service.USERS)}/.well-known/jwks.json"

    def url_of(self, service: Service) -> str:
        urls = {
            Service.USERS: self.users_url,
            Service.PRODUCTS: self.products_url,
            Service.ORDERS: self.orders_url,
            Service.NOTIFICATIONS: self.notifications_url,
        }
        return str(urls[service]).rstrip("/")
