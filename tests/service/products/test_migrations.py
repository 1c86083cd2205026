from collections.abc import Callable

from alembic.config import Config

from alembic import command
from tests.fixtures.postgres import ROOT, in_thread


def config_for(url: str) -> Config:
    config = Config(str(ROOT / "alembic.ini"), ini_section="products")
    config.attributes["database_url"] = url
    return config


def test_models_and_migrations_agree(fresh_database: Callable[[str], str]) -> None:
    config = config_for(fresh_database("products"))

    in_thread(lambda: command.check(config))


def test_the_newest_migrations_can_be_taken_back_and_put_there_again(
    fresh_database: Callable[[str], str],
) -> None:
    config = config_for(fresh_database("products"))

    in_thread(lambda: command.downgrade(config, "0004"))
    in_thread(lambda: command.upgrade(config, "head"))
    in_thread(lambda: command.check(config))
