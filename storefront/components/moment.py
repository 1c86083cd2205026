"""When something happened, by the clock of whoever reads it."""

from typing import Final

import reflex as rx
from reflex.vars import FunctionStringVar

# The page's language, not the browser's: the sentence around it is English too. A date carries
# its year once it is no longer obvious; what is no date says nothing.
_TOLD: Final = """((at, isWhole) => {
  const when = new Date(at);
  if (Number.isNaN(when.getTime())) return "";
  const told = (form) => new Intl.DateTimeFormat("en-GB", form).format(when);
  if (isWhole) return told({ dateStyle: "full", timeStyle: "long" });
  const isFar = Math.abs(Date.now() - when) > 300 * 24 * 3600 * 1000;
  const day = told({ day: "numeric", month: "long", ...(isFar && { year: "numeric" }) });
  return `${day}, ${told({ hour: "2-digit", minute: "2-digit" })}`;
})"""


def moment(at: rx.Var[str]) -> rx.Component:
    """`at` is an instant of UTC, as 2026-11-23T14:05:00Z; shown like 23 November, 15:05.

    Nothing without one.
    """
    return rx.cond(
        at,
        rx.el.time(
            _told(at, is_whole=False),
            date_time=at,
            title=_told(at, is_whole=True),  # with the zone
            # Built ahead (in the gallery) it says the time of the machine that built it.
            custom_attrs={"suppressHydrationWarning": True},
        ),
    )


def _told(at: rx.Var[str], *, is_whole: bool) -> rx.Var[str]:
    return FunctionStringVar.create(_TOLD).call(at, is_whole).to(str)
