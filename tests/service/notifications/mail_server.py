"""A real SMTP server whose answers a test decides."""

import asyncio
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

from aiosmtpd import smtp
from aiosmtpd.controller import Controller


@dataclass(frozen=True)
class ReceivedMail:
    recipients: tuple[str, ...]
    content: bytes

    @property
    def message(self) -> EmailMessage:
        message = message_from_bytes(self.content, policy=SMTP)
        assert isinstance(message, EmailMessage)
        return message


@dataclass
class MailServer:
    port: int
    received: list[ReceivedMail] = field(default_factory=list[ReceivedMail])
    recipient_answer: str = "250 OK"
    # One an incoming mail; then everything is accepted.
    answers: list[str] = field(default_factory=list[str])
    holds_answer: bool = False
    peers: set[object] = field(default_factory=set[object])  # connections
    _controller: Controller | None = None

    def start(self) -> None:
        self._controller = Controller(
            _Handler(self),
            hostname="127.0.0.1",
            port=self.port,
            enable_SMTPUTF8=True,
            ready_timeout=30,
        )
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    @property
    def recipients(self) -> list[str]:
        return [recipient for mail in self.received for recipient in mail.recipients]


class _Handler:
    def __init__(self, server: MailServer) -> None:
        self._server = server

    async def handle_RCPT(  # noqa: N802 - aiosmtpd names it
        self,
        _smtp: smtp.SMTP,
        _session: smtp.Session,
        envelope: smtp.Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if self._server.recipient_answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self._server.recipient_answer

    async def handle_DATA(  # noqa: N802 - as above
        self, _smtp: smtp.SMTP, session: smtp.Session, envelope: smtp.Envelope
    ) -> str:
        self._server.peers.add(session.peer)
        while self._server.holds_answer:  # noqa: ASYNC110 - it is set from another thread
            await asyncio.sleep(0.01)
        answer = self._server.answers.pop(0) if self._server.answers else "250 OK"
        if answer.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            self._server.received.append(ReceivedMail(tuple(envelope.rcpt_tos), content))
        return answer
