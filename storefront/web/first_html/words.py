"""What a page says in the same words before and after it wakes up."""

from typing import Final

HEADLINE: Final = "Good things, still here when you click."
LEAD: Final = (
    "Stock and prices on this page are true right now. "
    "When someone buys the last teapot, you see it go."
)
WHOLE_WINDOW: Final = "The whole window"
ALL_PRODUCTS: Final = "All products"
MORE: Final = "Show more"
EARLIER: Final = "The ones before"
PAST_END: Final = "The list ends before this page"
WHY_PAST_END: Final = "There were more things when this address was written."
FROM_THE_START: Final = "From the start"
NOTHING: Final = "Nothing like that in the window"
TAKE_ONE_OFF: Final = "Take a filter off, or look through everything."
SHORTER: Final = "Try a shorter word, or look through everything."
YOURS: Final = "Yours once you place the order, not before."
BACK_SOON: Final = "This page shows it the moment it is back."
LOOKING: Final = "Looking for the shop. Until then, stock and price may be a moment old."
NOT_HERE: Final = "No longer in the window"
GONE: Final = "This is no longer in the window"
WHY_GONE: Final = "It may have been sold for good, or the address has a slip in it."
NEWEST: Final = "Newest first"
BEST: Final = "Best match"
ORDERS: Final = (
    ("price", "Price, low to high"),
    ("-price", "Price, high to low"),
    ("name", "Name, A to Z"),
)
NO_DOOR: Final = "Nothing behind this door"
WHY_NO_DOOR: Final = "The address has a slip in it, or what was here has moved."
STAND_IN: Final = "In this demo a stand-in plays Google's part. Choose gina@example.com there."
LOOKING_AROUND: Final = "Just looking around?"
WALK_IN: Final = "This is a demo. Walk in as one of them."
RESTING: Final = "The shop is resting"
OUT_OF_REACH: Final = "The shop can't be reached just now. Please try again in a moment."
ONE_MOMENT: Final = "One moment, please"
REFUSED: Final = "That can't be shown"
OUR_FAULT: Final = "Something went wrong on our side. Please try again."


def at_page(title: str, number: int) -> str:
    return f"{title}, page {number}" if number > 1 else title


def too_quick(seconds: int) -> str:
    """`seconds`: until the next one is let in; 0 when nobody said."""
    return f"That was very quick. Please wait {seconds or 'a few'} seconds and try again."


def our_fault(request_id: str) -> str:
    return f"{OUR_FAULT} If it stays, tell us this number: {request_id}."
