import shutil
from typing import Final

from local_stack.settings import LocalStackSettings
from local_stack.state_file import StateFile

# All that the stack itself makes, but its logs and downloads; a stranger's file is never touched.
_MADE: Final = (
    "postgres",
    "postgres.new",
    "broker",
    "mail",
    "media",
    "sessions",
    "secrets",
    "demo",
)


def throw_away(settings: LocalStackSettings) -> None:
    """Forget everything this shop has learnt. Nothing may run on its folder."""
    StateFile(settings.run).end_leftovers()
    for name in _MADE:
        path = settings.data / name
        if path.exists():
            shutil.rmtree(path)
