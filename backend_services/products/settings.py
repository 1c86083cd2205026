from datetime import timedelta
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from backend_services.shared.runtime import RuntimeSettings
from backend_services.shared.settings import ServiceSettings, TokenSettings


class ProductsSettings(ServiceSettings, RuntimeSettings, TokenSettings):
    model_config = SettingsConfigDict(env_prefix="PRODUCTS_", frozen=True, extra="ignore")

    port: int = 8001
    service_key: SecretStr = Field(min_length=16)  # what orders shows at the reservations' door
    media_dir: Path
    reservation_ttl: timedelta = timedelta(minutes=15)  # an order is placed in seconds
    sweep_every: float = 5.0  # seconds
    # A hot row is worth one flush at a time: a short queue before it is faster than a long one
    # behind it (measured: 4 clients at once beat 128 by half), and leaves the pool to readers.
    reserve_concurrency: int = Field(default=8, ge=1)
    reserve_patience: float = 10.0  # seconds in that queue before 503
