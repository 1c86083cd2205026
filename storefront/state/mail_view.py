"""How a mail is looked at: by day or by night, on a wide screen or a phone."""

from typing import Final

import reflex as rx

from storefront.state.staff_desk import Desk, staff_only

LIGHT: Final = "light"
DARK: Final = "dark"
WIDE: Final = "wide"
NARROW: Final = "narrow"
APPEARANCES: Final = (LIGHT, DARK)
WIDTHS: Final = (WIDE, NARROW)

_IN_THE_DARK: Final = "(prefers-color-scheme: dark)"
_HEAD: Final = "<head>"


class MailView(Desk, mixin=True):
    appearance: rx.Field[str] = rx.field(LIGHT)
    width: rx.Field[str] = rx.field(WIDE)

    @rx.event
    @staff_only
    async def show_by(self, appearance: str) -> None:
        self.appearance = appearance if appearance in APPEARANCES else LIGHT

    @rx.event
    @staff_only
    async def show_on(self, width: str) -> None:
        self.width = width if width in WIDTHS else WIDE


def framed(html: str, *, appearance: str) -> str:
    """The mail for a sandboxed frame.

    A frame follows the visitor's own day and night: the mail's rule for the dark is answered here.
    A link would lead the frame away from the mail: each asks for a window, which the sandbox
    refuses.
    """
    if not html:
        return ""
    is_dark = appearance == DARK
    answered = html.replace(_IN_THE_DARK, "all" if is_dark else "not all")
    scheme = f"<style>:root {{ color-scheme: {DARK if is_dark else LIGHT} !important; }}</style>"
    ahead = f'<base target="_blank">{scheme}'
    if _HEAD in answered:
        return answered.replace(_HEAD, _HEAD + ahead, 1)
    return ahead + answered
