import reflex as rx

from storefront.theme import styles
from storefront.web.early_forms import TOO_EARLY


def too_early() -> rx.Component:
    """Above a form that can be sent before its page is awake. Seen only where that leads back to.

    By its address alone, so that it needs no script either.
    """
    return rx.el.p(
        "That was a moment too early, and nothing was sent. Please fill it in once more.",
        id=TOO_EARLY,
        class_name=f"{styles.NOTE} bg-straw hidden w-fit target:block",
    )
