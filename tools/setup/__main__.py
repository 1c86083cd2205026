"""Sets the project up: `python3 -m tools.setup run` (or `dev`). Needs nothing but Python."""

import os
import sys

from tools.setup.python_version import find_suitable, is_suitable, refusal


def main() -> int:
    if not is_suitable(sys.version_info[:2]):
        other = find_suitable()
        if other is None:
            sys.stderr.write(refusal(sys.version_info[:2]) + "\n")
            return 1
        os.execv(other, [other, "-m", "tools.setup", *sys.argv[1:]])  # noqa: S606 - the same program, by another Python
    # Only now: an old Python could not even read it.
    from tools.setup.command_line import set_up_as_asked  # noqa: PLC0415 - see above

    return set_up_as_asked(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
