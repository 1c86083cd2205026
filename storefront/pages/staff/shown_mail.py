import reflex as rx

from storefront.components.mail_frame import Look, mail_on_show
from storefront.state.mail_view import APPEARANCES, WIDTHS
from storefront.state.staff_messages import StaffMailState
from storefront.state.staff_templates import StaffTemplatesState


def shown_mail(
    state: type[StaffMailState] | type[StaffTemplatesState], *, title: str
) -> rx.Component:
    """What the state frames, with the choices of how to look at it."""
    return mail_on_show(
        state.frame,
        title=title,
        appearance=Look(
            label="Day or night",
            options=APPEARANCES,
            chosen=state.appearance,
            choose=state.show_by,
        ),
        width=Look(label="Screen", options=WIDTHS, chosen=state.width, choose=state.show_on),
    )
