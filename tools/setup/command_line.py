import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tools.setup.failure import SetupFailed
from tools.setup.layout import Layout
from tools.setup.steps import is_done, set_up

_ROOT: Final = Path(__file__).parents[2]
_INTERRUPTED: Final = 130  # what a shell answers after Ctrl-C


def set_up_as_asked(arguments: Sequence[str]) -> int:
    """Answers the process' exit status."""
    parser = argparse.ArgumentParser(prog="python3 -m tools.setup")
    parser.add_argument("kind", choices=("run", "dev"), help="dev adds what tests and checks need")
    kind = parser.parse_args(arguments).kind
    layout = Layout(_ROOT)
    try:
        if not is_done(layout, kind):
            set_up(layout, kind)
    except (SetupFailed, OSError) as error:
        log = layout.log.relative_to(layout.root)
        print(f"Set-up failed. {error}. All that was said is in {log}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED
    return 0
