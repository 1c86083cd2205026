import asyncio


class Client:
    """One socket's outgoing frames: a bounded queue, so that nobody waits for a slow reader."""

    def __init__(self, *, limit: int) -> None:
        self._frames: asyncio.Queue[str] = asyncio.Queue(maxsize=limit)
        self._overrun = asyncio.Event()

    def offer(self, frame: str) -> None:
        """Queue the frame; a client whose queue is full is given up.

        What it would get from then on had gaps: better it connects again and asks anew.
        """
        if self._overrun.is_set():
            return
        try:
            self._frames.put_nowait(frame)
        except asyncio.QueueFull:
            self._overrun.set()

    async def next_frame(self) -> str:
        return await self._frames.get()

    def remaining(self) -> list[str]:
        """The frames that are still queued; the queue is empty afterwards."""
        return [self._frames.get_nowait() for _ in range(self._frames.qsize())]

    async def overrun(self) -> None:
        """Return when the client has fallen too far behind."""
        await self._overrun.wait()
