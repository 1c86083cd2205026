import asyncio
from dataclasses import replace
from typing import Final

import reflex as rx

from storefront.api import staff_dead_letters
from storefront.api.client import Gateway
from storefront.api.errors import GatewayError, NotSignedIn
from storefront.api.formatting import counted
from storefront.api.staff_dead_letters import SERVICES
from storefront.api.staff_models import DeadLetterBox
from storefront.state.personal import personal
from storefront.state.staff_desk import Desk, Events, desk_of, staff_only, staff_sentence
from storefront.state.visitor import is_id

ALL: Final = 0
NOTHING: Final = "There was nothing left to send back."
WHAT_NEXT: Final = "What fails again is here again within some minutes."


@personal
class StaffDeadLettersState(Desk, rx.State):
    boxes: rx.Field[list[DeadLetterBox]] = rx.field(default_factory=list[DeadLetterBox])
    is_empty: rx.Field[bool] = rx.field(default=False)
    # What waits for a yes: a service, and one of its letters or 0 for all of them.
    service: rx.Field[str] = rx.field("")
    letter_id: rx.Field[int] = rx.field(0)

    @rx.event
    @staff_only
    async def load(self) -> Events:
        """Every service is asked for itself: one that is down hides no other."""
        self.is_loading, self.error, self.service = True, "", ""
        yield None
        try:
            await self._open(await desk_of(self))
        except GatewayError as error:
            self.boxes = []
            yield self._explain(error)
            return
        self.is_loading = False

    @rx.event
    @staff_only
    async def look_inside(self, service: str, letter_id: int) -> Events:
        """What one message says, beside it."""
        if service not in SERVICES or not is_id(letter_id):
            return
        self._begin()
        yield None
        try:
            desk = await desk_of(self)
            said = await staff_dead_letters.look_inside(desk, service, letter_id=letter_id)
        except GatewayError as error:
            yield self._explain(error)
            return
        self.boxes = [_with(box, service, letter_id=letter_id, said=said) for box in self.boxes]
        self.is_busy = False

    @rx.event
    @staff_only
    async def ask(self, service: str, letter_id: int) -> None:
        """Ask before one message, or with 0 all of a service, goes back into its queue."""
        self.error = ""
        is_known = service in SERVICES and _is_choice(letter_id)
        self.service, self.letter_id = (service, letter_id) if is_known else ("", 0)

    @rx.event
    @staff_only
    async def never_mind(self) -> None:
        self.service = ""

    @rx.event
    @staff_only
    async def redrive(self) -> Events:
        """The yes."""
        service, letter_id = self.service, self.letter_id
        if service not in SERVICES or not _is_choice(letter_id):
            return
        self._begin()
        yield None
        try:
            desk = await desk_of(self)
            count = await _send_back(desk, service, letter_id=letter_id)
            await self._open(desk)
        except GatewayError as error:
            yield self._explain(error)
            return
        self.service, self.is_busy = "", False
        if count:
            yield rx.toast.success(
                f"{counted(count, 'message')} went back to {service}. {WHAT_NEXT}"
            )
        else:
            yield rx.toast.info(NOTHING)

    async def _open(self, desk: Gateway) -> None:
        self.boxes = list(await asyncio.gather(*(_box(desk, service) for service in SERVICES)))
        self.is_empty = not any(box.letters or box.waiting or box.problem for box in self.boxes)


async def _box(desk: Gateway, service: str) -> DeadLetterBox:
    try:
        return await staff_dead_letters.open_box(desk, service)
    except NotSignedIn:
        raise
    except GatewayError as error:
        label = service.capitalize()
        return DeadLetterBox(service=service, label=label, problem=staff_sentence(error))


async def _send_back(desk: Gateway, service: str, *, letter_id: int) -> int:
    if letter_id == ALL:
        return await staff_dead_letters.redrive_all(desk, service)
    return await staff_dead_letters.redrive_one(desk, service, letter_id=letter_id)


def _with(box: DeadLetterBox, service: str, *, letter_id: int, said: str) -> DeadLetterBox:
    if box.service != service:
        return box
    letters = [
        replace(letter, contents=said) if letter.id == letter_id else letter
        for letter in box.letters
    ]
    return replace(box, letters=letters)


def _is_choice(letter_id: object) -> bool:
    return letter_id == ALL or is_id(letter_id)
