"""Look at what a service gave up, or send it back: `python -m backend_services.dead_letters`.

`list orders` prints reasons, `redrive orders --rate 10` sends so many messages a second back.
"""

import argparse
import asyncio
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

from backend_services.contracts.subscriptions import SUBSCRIPTIONS, heard_by
from backend_services.shared.db.session import reading
from backend_services.shared.dead_letters.log import find_page
from backend_services.shared.dead_letters.mover import BrokerSilent
from backend_services.shared.dead_letters.redrive import DeadLetters
from backend_services.shared.runtime import RuntimeSettings, open_runtime

_SHOWN = 100


def main(arguments: Sequence[str] | None = None) -> None:
    """Do what the command line says.

    Raises:
        SystemExit: with 1 when the broker does not answer.
    """
    given = _parse(arguments)
    try:
        asyncio.run(_list(given.service) if given.word == "list" else _redrive(given))
    except BrokerSilent as error:
        raise SystemExit(f"dead letters: {error.detail}") from None


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m backend_services.dead_letters")
    words = parser.add_subparsers(dest="word", required=True)
    services = sorted({one.consumer for one in SUBSCRIPTIONS})
    words.add_parser("list").add_argument("service", choices=services)
    redrive = words.add_parser("redrive")
    redrive.add_argument("service", choices=services)
    redrive.add_argument("--rate", type=int, default=10, help="messages a second")
    return parser.parse_args(arguments)


@asynccontextmanager
async def _opened(service: str) -> AsyncGenerator[DeadLetters]:
    settings = RuntimeSettings(_env_prefix=f"{service.upper()}_")  # pyright: ignore[reportCallIssue] - pydantic-settings takes it
    async with open_runtime(settings, service=service) as runtime:
        yield runtime.dead_letters(heard_by(service))


async def _list(service: str) -> None:
    async with _opened(service) as kept:
        for queue, depth in (await kept.depths()).items():
            sys.stdout.write(f"{queue}: {depth} waiting\n")
        async with reading(kept.sessions) as session:
            page = await find_page(session, waiting_only=True, limit=_SHOWN, offset=0)
        for row in page.items:
            what = row["type"] or "unreadable"
            sys.stdout.write(
                f"{row['id']:>6}  {row['failed_at']:%Y-%m-%d %H:%M}  {row['queue']}  {what}"
                f"  {row['aggregate'] or ''}  {row['reason']}\n"
            )


async def _redrive(given: argparse.Namespace) -> None:
    total = 0
    async with _opened(given.service) as kept:
        while moved := await kept.redrive(queue=None, limit=given.rate, by=None):
            total += moved
            await asyncio.sleep(1)
    sys.stdout.write(f"{total} sent back\n")


if __name__ == "__main__":
    main()
