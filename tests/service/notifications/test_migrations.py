from alembic.config import Config

from alembic import command
from tests.fixtures.postgres import ROOT, in_thread


def test_the_tables_are_what_the_models_say(database_url: str) -> None:
    config = Config(str(ROOT / "alembic.ini"), ini_section="notifications")
    config.attributes["database_url"] = database_url

    in_thread(lambda: command.check(config))


def test_every_step_of_the_way_leads_back(database_url: str) -> None:
    config = Config(str(ROOT / "alembic.ini"), ini_section="notifications")
    config.attributes["database_url"] = database_url

    in_thread(lambda: command.downgrade(config, "base"))
    in_thread(lambda: command.upgrade(config, "head"))
    in_thread(lambda: command.check(config))
