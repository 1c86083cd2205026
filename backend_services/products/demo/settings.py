from pathlib import Path

from pydantic_settings import SettingsConfigDict

from backend_services.shared.settings import DatabaseSettings, Environment


class DemoSettings(DatabaseSettings):
    """The part of the products service's environment that filling its shelves needs."""

    model_config = SettingsConfigDict(env_prefix="PRODUCTS_", frozen=True, extra="ignore")

    environment: Environment = Environment.LOCAL
    media_dir: Path
    demo_pictures_dir: Path | None = None  # the artwork's `assets` folder (ARTWORK.md)
