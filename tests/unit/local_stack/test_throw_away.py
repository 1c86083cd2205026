from pathlib import Path

from local_stack.settings import load_settings
from local_stack.throw_away import throw_away

OURS = ("postgres", "broker", "mail", "media", "sessions", "secrets", "demo")


def test_reset_removes_what_the_stack_made_and_nothing_else(tmp_path: Path) -> None:
    for name in (*OURS, "logs", "cache", "holiday-pictures"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").touch()
    (tmp_path / "thesis.txt").touch()

    throw_away(load_settings({"LOCAL_STACK_DATA_DIR": str(tmp_path)}))

    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"logs", "cache", "holiday-pictures", "thesis.txt"}
