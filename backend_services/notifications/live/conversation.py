"""One open socket, from the greeting to the goodbye."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any, Final, Protocol, TypeAlias

from backend_services.notifications.live import figures, frames
from backend_services.notifications.live.client import Client
from backend_services.notifications.live.frames import BadFrame, ClientFrame
from backend_services.shared.observability.logging import get_logger

log = get_logger()

POLICY_VIOLATION: Final = 1008
TOO_BIG: Final = 1009
TRY_AGAIN_LATER: Final = 1013
_MALFORMED_IN_A_ROW: Final = 20  # then the peer does not speak our language
_GOODBYE: Final = 5.0  # seconds for a peer to take what is queued and the closing frame

OnFrame: TypeAlias = Callable[[ClientFrame], Awaitable[None]]


class Socket(Protocol):
    """The part of Starlette's WebSocket that a conversation needs."""

    async def receive(self) -> Any: ...  # noqa: ANN401 - an ASGI message

    async def send_text(self, data: str) -> None: ...

    async def close(self, code: int = 1000, reason: str | None = None) -> None: ...


class HangUp(Exception):
    """We end the conversation."""

    def __init__(self, code: int, reason: str) -> None:
        self.code = code
        self.reason = reason
        super().__init__(reason)


class _PeerLeft(Exception):
    pass


async def converse(
    socket: Socket,
    client: Client,
    *,
    on_frame: OnFrame,
    send_within: float,
    patience: Callable[[], Coroutine[Any, Any, None]] | None = None,
) -> None:
    """Carry frames both ways until either side ends it.

    Args:
        socket: accepted already.
        client: whose queued frames are sent.
        on_frame: called for each well-formed frame, one at a time.
        send_within: seconds for the peer to take one frame; then it is hung up on.
        patience: runs beside it, and may hang up.
    """
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_listen(socket, client, on_frame))
            tasks.create_task(_speak(socket, client, send_within=send_within))
            tasks.create_task(_drop_when_overrun(client))
            if patience is not None:
                tasks.create_task(patience())
    except* _PeerLeft:
        pass  # nobody is left to say goodbye to
    except* HangUp as reasons:
        await _say_goodbye(socket, client, reasons)


async def _listen(socket: Socket, client: Client, on_frame: OnFrame) -> None:  # noqa: PLR0917 - the three of a conversation
    malformed = 0
    while True:
        text = await _receive(socket)
        if text is not None and len(text) > frames.LONGEST_FRAME:
            client.answer(frames.error("frame_too_large", "This frame is too large"))
            raise HangUp(TOO_BIG, "frame too large")
        try:
            frame = frames.read_frame(text)
        except BadFrame as error:
            client.answer(frames.error(error.code, error.message))
            malformed += 1
            if malformed >= _MALFORMED_IN_A_ROW:
                raise HangUp(POLICY_VIOLATION, "too many malformed frames") from None
        else:
            malformed = 0
            await on_frame(frame)


async def _receive(socket: Socket) -> str | None:
    """The text of the next frame; None for a binary one."""
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise _PeerLeft
    return message.get("text")


async def _speak(socket: Socket, client: Client, *, send_within: float) -> None:
    while True:
        frame = await client.next_frame()
        try:
            async with asyncio.timeout(send_within):
                await socket.send_text(frame)
        except TimeoutError:
            raise _too_slow(client) from None
        except Exception as error:  # servers differ in what they raise when the peer is gone
            raise _PeerLeft from error


async def _drop_when_overrun(client: Client) -> None:
    await client.overrun()
    raise _too_slow(client)


def _too_slow(client: Client) -> HangUp:
    figures.HUNG_UP.labels(client.feed).inc()
    log.warning("live.client_dropped", reason="too slow", feed=client.feed)
    return HangUp(TRY_AGAIN_LATER, "too slow")


async def _say_goodbye(socket: Socket, client: Client, reasons: ExceptionGroup[HangUp]) -> None:  # noqa: PLR0917 - as above
    first = reasons.exceptions[0]
    assert isinstance(first, HangUp)
    # A peer that does not read would keep us here for ever; the server then cuts the line.
    with suppress(Exception):
        async with asyncio.timeout(_GOODBYE):
            for frame in client.remaining():
                await socket.send_text(frame)
            await socket.close(code=first.code, reason=first.reason)
