from collections.abc import Callable

import pytest
from alembic.config import Config

from alembic import command
from tests.fixtures.postgres import ROOT, in_thread


def config_for(url: str) -> Config:
    config = Config(str(ROOT / "alembic.ini"), ini_section="users")
    config.attributes["database_url"] = url
    return config


def test_models_and_migrations_agree(fresh_database: Callable[[str], str]) -> None:
    config = config_for(fresh_database("users"))

    in_thread(lambda: command.check(config))


@pytest.mark.parametrize("revision", ["0001", "base"])
def test_there_is_a_way_back_and_forth(fresh_database: Callable[[str], str], revision: str) -> None:
    config = config_for(fresh_database("users"))

    in_thread(lambda: command.downgrade(config, revision))
    in_thread(lambda: command.upgrade(config, "head"))
    in_thread(lambda: command.check(config))
