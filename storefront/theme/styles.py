"""What classes mean here. Components name a role; which utilities make it up is decided below."""

from typing import Final

# Ground plan
COLUMN: Final = "mx-auto w-full max-w-column px-base md:px-room"
PAGE: Final = f"{COLUMN} pt-room pb-hall md:pt-wide"
STACK: Final = "flex flex-col gap-base"
APART: Final = "flex flex-col gap-room"
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
    " duration-quick enabled:hover:bg-sunken disabled:text-edge aria-disabled:bg-transparent"
    " aria-disabled:text-edge"
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

# What is shown is not what was asked for any more.
DIM_WHILE_BUSY: Final = "transition-opacity duration-quick aria-busy:opacity-60"

# Signs
BADGE: Final = (
    "inline-flex items-center rounded-full px-snug py-[0.1875rem] text-tiny font-medium text-ink"
    " whitespace-nowrap"
)
SIGN: Final = "inline-flex items-center gap-[0.4rem] text-tiny font-medium whitespace-nowrap"
# As wide with either word, so that no title beside it is wrapped anew.
LIVE_SIGN: Final = f"{SIGN} min-w-13 shrink-0 justify-end"
SIGN_LARGE: Final = "inline-flex items-center gap-[0.4rem] text-body font-medium"
# What is asked before something is done.
QUESTION: Final = "flex flex-col gap-snug rounded-panel bg-sunken p-base"
NOTE: Final = "rounded-field px-[0.875rem] py-[0.625rem] text-small text-ink"
COUNT: Final = (
    "inline-flex h-5 min-w-5 items-center justify-center rounded-full bg-accent px-1.5 text-tiny"
    " font-bold text-on-accent tabular"
)

# Pictures
TILE: Final = "grid place-items-center overflow-hidden"
STANDING: Final = "goods h-auto w-[58%] max-w-goods object-contain"  # a thing on its tile
FILLING: Final = "size-full object-cover"  # a photo, for which the tile is a frame
GALLERY: Final = "flex flex-col gap-snug md:sticky md:top-24"
GALLERY_TILE: Final = "aspect-[4/3] w-full rounded-tile md:aspect-square"
THUMBNAILS: Final = "grid grid-cols-5 gap-snug sm:grid-cols-6"
THUMBNAIL: Final = "aspect-square w-full rounded-field border-2 border-transparent"

# Parts of pages that are also printed before any script runs (web/first_html)
CARD_PICTURE: Final = "aspect-square rounded-card"
# The whole card is the link's target, yet it is read out once.
CARD_LINK: Final = (
    "after:absolute after:inset-0 after:rounded-card focus-visible:outline-none"
    " focus-visible:after:outline-2 focus-visible:after:outline-offset-2"
    " focus-visible:after:outline-ink group-hover:underline underline-offset-4 decoration-edge"
)
CARD_NAME: Final = "mt-snug font-medium"
CARD_OFFER: Final = "mt-hair flex flex-wrap items-baseline justify-between gap-x-snug"
PRICE_TAG: Final = "flex flex-wrap items-baseline gap-x-[0.4rem]"
CRUMBS: Final = "flex flex-wrap gap-x-[0.4rem] text-small"
CRUMB: Final = f"text-soft {LINK} decoration-transparent"
ABOUT: Final = f"{LEAD} whitespace-pre-line"
OFFER: Final = f"{CARD} mt-tight"
OFFER_STOCK: Final = "flex flex-wrap items-baseline gap-x-snug"
OFFER_CONTROLS: Final = "mt-base flex flex-wrap items-center gap-snug"
RESTOCK: Final = "flex items-center gap-snug"
LIVE_NOTE: Final = f"{PANEL} flex min-h-17 items-center gap-base pl-[1.125rem] text-small"
HEADLINE: Final = "flex items-baseline justify-between gap-snug"
# One row that slides under a finger; all of them in sight where there is room.
CATEGORY_ROW: Final = (
    "-mx-base flex gap-tight overflow-x-auto px-base py-hair"
    " md:mx-0 md:flex-wrap md:overflow-visible md:px-0"
)
NARROWING: Final = "mt-tight flex flex-wrap items-center gap-x-tight gap-y-tight"
SORT: Final = "flex items-center gap-tight"
FOUND: Final = "mt-snug mb-base flex min-h-control flex-wrap items-center gap-x-room gap-y-tight"
FILTER_TAGS: Final = "flex flex-wrap items-center gap-tight"
CLEAR_TAGS: Final = f"{LINK} inline-flex min-h-8 items-center text-small"
GOES_ON: Final = "mt-wide flex flex-col items-center gap-snug"
WAYS_ON: Final = "flex flex-wrap justify-center gap-snug empty:hidden"
PART: Final = "mt-hall"
HERO: Final = "grid items-center gap-wide md:grid-cols-2 lg:gap-15"
HERO_LEAD: Final = f"{LEAD} max-w-[35rem]"
STAGE: Final = "stage relative aspect-[5/4] overflow-hidden rounded-tile bg-tile-0"
STAGE_SIGN: Final = "absolute top-[6%] left-[5%] z-10"
TICKET: Final = (
    "flex items-center gap-snug rounded-panel bg-card py-snug pr-base pl-[1.125rem]"
    " text-small leading-snug shadow-floating"
)
ACTOR: Final = "actor absolute rounded-card"
ACTOR_PICTURE: Final = "goods h-auto w-full object-contain"
SHELVES: Final = "grid grid-cols-2 gap-snug md:grid-cols-4 md:gap-base"
SHELF: Final = (
    "group flex h-28 items-center justify-between gap-tight overflow-hidden rounded-card p-snug"
    " text-ink sm:p-base"
)
SHELF_NAME: Final = "block font-display text-body font-bold whitespace-nowrap sm:text-lead"
SHELF_PICTURE: Final = (
    "goods size-14 shrink-0 object-contain transition-transform duration-calm"
    " group-hover:scale-105 sm:size-20"
)
DEMO_ACCOUNT: Final = "flex flex-wrap items-center justify-between gap-snug py-snug"
MESSAGE: Final = "flex flex-col items-center gap-snug py-hall text-center"
MESSAGE_SIGN: Final = "grid size-20 place-items-center rounded-card bg-sunken text-soft"
MESSAGE_TEXT: Final = "max-w-md text-balance text-soft"
MESSAGE_WAYS: Final = "mt-tight flex flex-wrap justify-center gap-snug empty:hidden"
