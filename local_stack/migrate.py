"""`python -m local_stack.migrate`: every service's database to its newest revision.

One process for the four: most of the time is Python's imports.
"""

import sys

from alembic.config import Config

from alembic import command
from local_stack.configured import DATABASES
from local_stack.settings import ROOT


def main() -> None:
    for name in DATABASES:
        config = Config(str(ROOT / "alembic.ini"), ini_section=name)
        command.upgrade(config, "head")
        sys.stdout.write(f"{name} is at its newest revision\n")


if __name__ == "__main__":
    main()
