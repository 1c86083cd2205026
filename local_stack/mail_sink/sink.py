import asyncio

from aiosmtpd.smtp import SMTP, Envelope, Session

from local_stack.mail_sink.maildir import Maildir


class Sink:
    """Takes every mail for everybody, and says "accepted" when it lies on the disk."""

    def __init__(self, maildir: Maildir) -> None:
        self._maildir = maildir

    # The name is aiosmtpd's.
    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        content = _trace(envelope) + envelope.content
        try:
            mail_id = await asyncio.to_thread(self._maildir.keep, content)
        except OSError as error:
            print(f"mail.refused reason={error.strerror!r}", flush=True)
            return "451 The mail could not be written down, try again later"
        print(f"mail.received id={mail_id} bytes={len(content)}", flush=True)
        return f"250 Accepted as {mail_id}"


def _trace(envelope: Envelope) -> bytes:
    """Who really sent it to whom: what a delivering server writes on top."""
    lines = [f"Return-Path: <{envelope.mail_from or ''}>"]
    lines += [f"Delivered-To: {recipient}" for recipient in envelope.rcpt_tos]
    return "".join(f"{line}\r\n" for line in lines).encode(errors="surrogateescape")
