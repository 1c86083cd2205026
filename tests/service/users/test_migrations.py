from collections.abc import Callable

from alembic.config import Config

from alembic import command
from tests.fixtures.postgres import ROOT, in_thread


def test_models_and_migrations_agree(fresh_database: Callable[[str], str]) -> None:
    config = Config(str(ROOT / "alembic.ini"), ini_section="users")
    config.attributes["database_url"] = fresh_database("users")

    in_thread(lambda: command.check(config))
