from datetime import timedelta

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from backend_services.shared.runtime import RuntimeSettings
from backend_services.shared.settings import ServiceSettings, TokenSettings


class OrdersSettings(ServiceSettings, RuntimeSettings, TokenSettings):
    model_config = SettingsConfigDict(env_prefix="ORDERS_", frozen=True, extra="ignore")

    port: int = 8002
    products_url: str
    service_key: SecretStr = Field(min_length=16)  # the one that products expects

    place_concurrency: int = Field(default=12, ge=1)  # below the pool, which others use too
    place_patience: float = 12.0  # seconds in the queue before 503
    hold_attempt_timeout: float = 4.0  # seconds; a rush on one product queues for a few
    # Seconds for all attempts: the gateway waits longer than this and the queue together.
    hold_deadline: float = 8.0
    look_up_timeout: float = 1.0  # seconds; the cart is shown from its snapshot then

    sweep_every: float = 5.0  # seconds
    # More than hold_deadline and two waits for the pool: nobody is at work on it any more.
    interrupted_after: timedelta = timedelta(seconds=30)
    guest_carts_live: timedelta = timedelta(days=30)  # after their last change
    idempotency_keys_live: timedelta = timedelta(hours=72)  # a client's longest retry: a weekend
