"""The command line: `python -m local_stack --help`."""

import argparse
import sys

from local_stack import commands
from local_stack.configured import DATABASES
from local_stack.lock import AlreadyRunning


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m local_stack")
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("run", help="the whole shop, until Ctrl-C")
    serve = actions.add_parser(
        "serve", help="everything but the window, as long as a process lives"
    )
    serve.add_argument("--parent", type=int, required=True, help="the pid to live with")
    actions.add_parser("build", help="build the shop window")
    actions.add_parser("ps", help="what runs")
    psql = actions.add_parser("psql", help="open a database")
    psql.add_argument("database", choices=DATABASES)
    logs = actions.add_parser("logs", help="follow the logs")
    logs.add_argument("name", nargs="?", default="*")
    actions.add_parser("reset", help="throw the local data away")
    actions.add_parser("migrate", help="migrate the running databases")
    admin = actions.add_parser("admin", help="make somebody an admin")
    admin.add_argument("email")
    actions.add_parser("dlq", help="what a service gave up, and why").add_argument("service")
    redrive = actions.add_parser("redrive", help="send it back")
    redrive.add_argument("service")
    redrive.add_argument("--rate", default="10", help="messages a second")
    given = parser.parse_args()
    try:
        return getattr(commands, given.action)(given)
    except AlreadyRunning as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130  # what a shell says of a program that Ctrl-C ended


if __name__ == "__main__":
    sys.exit(main())
