"""What classes mean here. Components name a role; which utilities make it up is decided below."""

from typing import Final

# Ground plan
COLUMN: Final = "mx-auto w-full max-w-column px-base md:px-room"
PAGE: Final = f"{COLUMN} pt-room pb-hall md:pt-wide"
STACK: Final = "flex flex-col gap-base"
ROW: Final = "flex flex-wrap items-center gap-x-base gap-y-tight"
GOODS_GRID: Final = (
    "grid grid-cols-2 gap-x-snug gap-y-room md:grid-cols-3 md:gap-x-room md:gap-y-wide"
    " lg:grid-cols-4"
)
TWO_COLUMNS: Final = "grid items-start gap-room lg:grid-cols-[minmax(0,1fr)_26rem] lg:gap-11"
HALVES: Final = "grid items-start gap-room md:grid-cols-2 lg:gap-15"
NARROW: Final = "mx-auto w-full max-w-md"

# Surfaces
CARD: Final = "rounded-card border border-line bg-card p-room"
PANEL: Final = "rounded-panel border border-line bg-card px-base py-snug"
RULED: Final = "divide-y divide-line border-y border-line"
FLOATING: Final = "rounded-panel border border-line bg-card shadow-floating"
DIALOG: Final = "border border-line bg-card p-0 text-ink shadow-floating backdrop:bg-veil"

# Words
DISPLAY: Final = "font-display text-display font-bold"
TITLE: Final = "font-display text-title font-bold"
HEADING: Final = "font-display text-heading font-bold"
SUBHEADING: Final = "font-display text-lead font-bold"
LEAD: Final = "text-lead text-soft"
BODY: Final = "text-body"
SMALL: Final = "text-small"
SOFT: Final = "text-small text-soft"
TINY: Final = "text-tiny text-soft"
PRICE: Final = "font-display text-lead font-bold tracking-[-0.02em] tabular"
PRICE_LARGE: Final = "font-display text-heading font-bold tabular"
PRICE_BEFORE: Final = "text-soft line-through tabular"
LINK: Final = "underline decoration-edge underline-offset-4 hover:decoration-current"
UNSEEN: Final = "sr-only"

LOGO: Final = "font-display text-[1.625rem] font-bold tracking-[-0.03em]"

# Controls
_CONTROL: Final = (
    "inline-flex min-h-control items-center justify-center gap-tight rounded-full font-medium"
    " whitespace-nowrap transition-colors duration-quick"
)
_OFF: Final = (
    "disabled:border-transparent disabled:bg-sunken disabled:text-soft"
    " aria-disabled:bg-sunken aria-disabled:text-soft"
)
BUY: Final = (
    f"{_CONTROL} {_OFF} min-h-buy bg-accent px-7 text-center text-on-accent hover:bg-accent-strong"
)
QUIET: Final = (
    f"{_CONTROL} {_OFF} border border-edge bg-card px-5 text-center text-ink hover:bg-sunken"
)
DANGER: Final = (
    f"{_CONTROL} {_OFF} border border-danger bg-card px-5 text-center text-danger hover:bg-sunken"
)
PLAIN: Final = f"{_CONTROL} px-snug text-ink hover:bg-sunken disabled:text-soft"
ICON: Final = f"{_CONTROL} w-control shrink-0 text-ink hover:bg-sunken"
DARK: Final = f"{_CONTROL} bg-ink px-[1.125rem] text-paper hover:opacity-90"
CHIP: Final = (
    f"{_CONTROL} shrink-0 border border-edge/60 bg-card px-base text-small whitespace-nowrap"
    " hover:bg-sunken aria-[current=page]:border-ink aria-[current=page]:bg-ink"
    " aria-[current=page]:text-paper aria-pressed:border-ink aria-pressed:bg-ink"
    " aria-pressed:text-paper"
)
# A filter that is on; the whole of it takes it off.
TAG: Final = (
    "inline-flex min-h-8 items-center gap-[0.4rem] rounded-full bg-sunken py-hair pr-tight pl-snug"
    " text-small font-medium text-ink hover:bg-line"
)
STEPPER: Final = (
    "inline-flex h-control w-32 shrink-0 items-center justify-between rounded-full border"
    " border-edge bg-card"
)
STEP: Final = (
    "inline-flex h-full w-control items-center justify-center rounded-full transition-colors"
    " duration-quick enabled:hover:bg-sunken disabled:text-edge"
)
FIELD: Final = (
    "min-h-buy w-full rounded-field border border-edge bg-card px-base text-body text-ink"
    " placeholder:text-soft aria-[invalid=true]:border-2 aria-[invalid=true]:border-danger"
)
SEARCH: Final = (
    "h-control w-full rounded-full border border-edge bg-card pr-base pl-11 text-body text-ink"
    " placeholder:text-soft"
)
SELECT: Final = (
    "min-h-control appearance-none rounded-full border border-edge bg-card pr-10 pl-base"
    " text-small font-medium text-ink"
)

# Gone while nothing in it has something to say: `empty:` would count the silent alert.
UNLESS_SILENT: Final = "[&:not(:has(p,li,button))]:hidden"

# Signs
BADGE: Final = (
    "inline-flex items-center rounded-full px-snug py-[0.1875rem] text-tiny font-medium text-ink"
    " whitespace-nowrap"
)
SIGN: Final = "inline-flex items-center gap-[0.4rem] text-tiny font-medium whitespace-nowrap"
SIGN_LARGE: Final = "inline-flex items-center gap-[0.4rem] text-body font-medium"
NOTE: Final = "rounded-field px-[0.875rem] py-[0.625rem] text-small text-ink"
COUNT: Final = (
    "inline-flex h-5 min-w-5 items-center justify-center rounded-full bg-accent px-1.5 text-tiny"
    " font-bold text-on-accent tabular"
)

# Pictures
TILE: Final = "grid place-items-center overflow-hidden"
