"""What stands around every page, as it is in this tab: its state is the shop's and not made up."""

import reflex as rx

from storefront.components.notes import note
from storefront.layout.cart_lines import cart_lines, left_behind, undo_bar
from storefront.layout.guard import for_members
from storefront.layout.logo import logo
from storefront.layout.settle_button import settle_button
from storefront.pages.workshop.shelf import shelf, stand


def around() -> tuple[rx.Component, ...]:
    """Header, footer, drawer and banner are those of the page itself."""
    return (
        shelf(
            "Around every page",
            stand("The name", logo()),
            stand(
                "For members only: sign in, or out, to see the other",
                for_members(note("You are signed in.", tone="sage")),
                class_name="max-w-md",
            ),
            stand(
                "Your cart's lines, what was taken out, left behind, or can't be had",
                cart_lines(),
                undo_bar(),
                left_behind(),
                settle_button(),
                class_name="flex flex-col gap-snug",
            ),
        ),
    )
