import reflex as rx

from storefront.components.skeleton import bone, waiting
from storefront.state.session import SessionState


def for_members(*content: rx.Component) -> rx.Component:
    """Shown to those who are signed in; the others are already on their way to the door.

    Looks only: each handler asks for itself who is calling.
    """
    return rx.cond(
        SessionState.is_signed_in,
        rx.fragment(*content),
        waiting(
            bone("h-10 w-56 rounded-full"),
            bone("h-24 w-full rounded-card"),
            bone("h-24 w-full rounded-card"),
            label="One moment",
            class_name="flex flex-col gap-room",
        ),
    )
