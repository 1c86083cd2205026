"""Messages that a service gave up: why, and back into its queue."""

from collections.abc import Mapping
from typing import Final

from storefront.api.client import Call, Gateway
from storefront.api.formatting import counted, instant
from storefront.api.staff_models import DeadLetterBox, DeadLetterRow
from storefront.api.staff_wire import ContentsOut, DeadLetterOut, DeadLettersOut, RedrivenOut

SERVICES: Final = ("products", "orders", "notifications")
SHOWN: Final = 50
AT_ONCE: Final = 100  # what one call sends back: it must be done before the gateway hangs up
MOST_CALLS: Final = 10
# Where the console shows what an event is about.
_PAGES: Final[Mapping[str, str]] = {
    "order": "/staff/orders/{}",
    "product": "/staff/products/{}",
    "user": "/staff/customers/{}",
}


async def open_box(gateway: Gateway, service: str) -> DeadLetterBox:
    """What waits in the dead letters of one service, the newest first."""
    call = Call(method="GET", path=f"/dead-letters/{service}", params={"limit": SHOWN})
    page = await gateway.fetch(call, answer=DeadLettersOut)
    waiting = sum(page.depths.values())
    return DeadLetterBox(
        service=service,
        label=service.capitalize(),
        letters=[_row(letter) for letter in page.items],
        waiting=waiting,
        summary=_summary(waiting, shown=len(page.items), total=page.total),
    )


async def look_inside(gateway: Gateway, service: str, *, letter_id: int) -> str:
    """What a message says, in one line; names and addresses stay where they are."""
    call = Call(method="GET", path=f"/dead-letters/{service}/{letter_id}")
    fields = (await gateway.fetch(call, answer=ContentsOut)).fields
    said = [f"{name.replace('_', ' ')}: {value}" for name, value in fields.items()]
    return " · ".join(said) or "Nothing in it can be shown."


async def redrive_all(gateway: Gateway, service: str) -> int:
    """Send a service's back, at most `AT_ONCE * MOST_CALLS`; how many that were."""
    call = Call(method="POST", path=f"/dead-letters/{service}/redrive", body={"limit": AT_ONCE})
    count = 0
    for _ in range(MOST_CALLS):
        moved = (await gateway.fetch(call, answer=RedrivenOut)).redriven
        count += moved
        if moved < AT_ONCE:
            break
    return count


async def redrive_one(gateway: Gateway, service: str, *, letter_id: int) -> int:
    call = Call(method="POST", path=f"/dead-letters/{service}/{letter_id}/redrive")
    return (await gateway.fetch(call, answer=RedrivenOut)).redriven


def _row(letter: DeadLetterOut) -> DeadLetterRow:
    kind, _, number = (letter.aggregate or "").partition(":")
    happened = letter.happened_at
    return DeadLetterRow(
        id=letter.id,
        what=letter.type or "Could not be read",
        about=f"{kind} {number}".strip(),
        about_href=_PAGES[kind].format(number) if kind in _PAGES and number.isdecimal() else "",
        reason=letter.reason,
        queue=letter.queue,
        happened_at=instant(happened) if happened else "",
        failed_at=instant(letter.failed_at),
        attempts=letter.attempts,
    )


def _summary(waiting: int, *, shown: int, total: int) -> str:
    parts = [f"{counted(waiting, 'message')} put aside" if waiting else "Nothing put aside"]
    if shown < total:
        parts.append(f"the newest {shown} of {total} are shown")
    if total < waiting:
        parts.append(f"{waiting - total} without a noted reason")
    # The reason is noted at the last attempt, a minute before the broker moves the message.
    if total > waiting:
        parts.append(f"{total - waiting} not there yet, or not any more")
    return "; ".join(parts)
