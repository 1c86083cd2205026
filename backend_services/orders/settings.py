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

    hold_attempt_timeout: float = 2.0  # seconds; a hold on a hot product is queued for some 250 ms
    hold_deadline: float = 5.0  # seconds for all attempts; buyers and the gateway wait longer
    look_up_timeout: float = 1.0  # seconds; the cart is shown from its snapshot then

    sweep_every: float = 5.0  # seconds
    interrupted_after: timedelta = timedelta(seconds=30)  # well beyond hold_deadline and a commit
    idempotency_keys_live: timedelta = timedelta(hours=72)  # a client's longest retry: a weekend
