from collections.abc import Callable

from alembic.config import Config

from alembic import command
from tests.fixtures.postgres import ROOT, in_thread


def test_models_and_migrations_agree_on_the_way_back_too(
    fresh_database: Callable[[str], str],
) -> None:
    config = Config(str(ROOT / "alembic.ini"), ini_section="products")
    config.attributes["database_url"] = fresh_database("products")

    in_thread(lambda: command.check(config))
    in_thread(lambda: command.downgrade(config, "0003"))
    in_thread(lambda: command.upgrade(config, "head"))
    in_thread(lambda: command.check(config))
