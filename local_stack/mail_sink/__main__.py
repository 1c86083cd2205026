"""The mail sink: takes mails by SMTP, keeps them as files, shows them on a page."""

import argparse
import asyncio
import signal
import socket
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import uvicorn
from aiosmtpd.smtp import SMTP

from local_stack.mail_sink.maildir import Maildir
from local_stack.mail_sink.page import MailboxPage
from local_stack.mail_sink.sink import Sink

_HOST: Final = "127.0.0.1"
_SIZE_LIMIT: Final = 10 * 2**20  # bytes; the shop's mails are a thousandth of it


class _WebServer(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield  # signals are ours: they stop both servers


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m local_stack.mail_sink", description=__doc__)
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--web-port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True, help="a Maildir; made when missing")
    given = parser.parse_args()
    smtp, web = _listen(given.smtp_port), _listen(given.web_port)
    asyncio.run(_serve(Maildir(given.folder), smtp=smtp, web=web))
    return 0


def _listen(port: int) -> socket.socket:
    try:
        return socket.create_server((_HOST, port))
    except (OSError, OverflowError) as error:
        message = f"port {port} cannot be opened: {error}"
        raise SystemExit(message) from None


async def _serve(maildir: Maildir, *, smtp: socket.socket, web: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    sink = Sink(maildir)
    mail_server = await loop.create_server(
        lambda: SMTP(sink, enable_SMTPUTF8=True, data_size_limit=_SIZE_LIMIT, hostname="localhost"),
        sock=smtp,
    )
    config = uvicorn.Config(
        MailboxPage(maildir).app(),
        access_log=False,
        log_level="warning",
        lifespan="off",
        timeout_graceful_shutdown=1,  # seconds for a page that is being answered
    )
    web_server = _WebServer(config)

    def stop() -> None:
        web_server.should_exit = True

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    print(f"mail_sink.started smtp={smtp.getsockname()[1]} web={web.getsockname()[1]}", flush=True)
    await web_server.serve(sockets=[web])
    mail_server.close()  # a mail in flight was not accepted: its sender tries again


if __name__ == "__main__":
    sys.exit(main())
