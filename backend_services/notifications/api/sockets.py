"""The live feed. Whether a browser may come from where it comes is the gateway's to check."""

from fastapi import APIRouter, WebSocket

from backend_services.notifications.api.dependencies import TheLiveParts
from backend_services.notifications.live import frames
from backend_services.notifications.live.client import Client, Feed
from backend_services.notifications.live.conversation import (
    POLICY_VIOLATION,
    TRY_AGAIN_LATER,
    converse,
)
from backend_services.notifications.live.frames import BadFrame, ClientFrame, Ping
from backend_services.notifications.live.subscriptions import Subscriptions

router = APIRouter()


@router.websocket("/ws/notifications")
async def personal_feed(websocket: WebSocket, live: TheLiveParts) -> None:
    """The news of those who are identified by an access token, each only their own.

    `since` goes with the token of the handshake: the position of the last news that its owner has.
    """
    await websocket.accept()
    if live.seats.locked():
        await websocket.close(TRY_AGAIN_LATER, "too many connections")
        return
    client = Client(limit=live.frames_per_client, feed=Feed.NOTIFICATIONS)
    subscriptions = Subscriptions(live.switchboard, client, rules=live.rules)
    async with live.seats, client.counted():
        try:
            since = frames.read_since(websocket.query_params.getlist("since"))
        except BadFrame as error:
            await websocket.send_text(frames.error(error.code, error.message))
            await websocket.close(POLICY_VIOLATION, error.code)
            return
        try:
            client.answer(frames.connected("Connected to notifications"))
            if token := _bearer_token(websocket):
                await subscriptions.subscribe(token, since=since)
            await converse(
                websocket,
                client,
                on_frame=subscriptions.handle,
                send_within=live.send_within,
                patience=subscriptions.expect_somebody,
            )
        finally:
            subscriptions.close()


@router.websocket("/ws/catalog")
async def catalog_feed(websocket: WebSocket, live: TheLiveParts) -> None:
    """Prices and stock as they change; for everybody."""
    await websocket.accept()
    if live.seats.locked():
        await websocket.close(TRY_AGAIN_LATER, "too many connections")
        return
    client = Client(limit=live.frames_per_client, feed=Feed.CATALOG)

    async def answer(frame: ClientFrame) -> None:
        if isinstance(frame, Ping):
            client.answer(frames.pong())
        else:
            client.answer(frames.error("unknown_frame", "This feed needs no subscription"))

    async with live.seats, client.counted():
        live.switchboard.hub.watch_window(client)
        try:
            client.answer(frames.connected("Connected to catalog"))
            await converse(websocket, client, on_frame=answer, send_within=live.send_within)
        finally:
            live.switchboard.hub.leave_window(client)


def _bearer_token(websocket: WebSocket) -> str | None:
    scheme, _, token = websocket.headers.get("Authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else None
