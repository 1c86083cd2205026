"""The pictures of a product: their words, their order, one more, one less."""

from typing import Final

import reflex as rx
from reflex.vars import ObjectVar

from storefront.api.staff_models import StaffPicture
from storefront.components.drop_zone import drop_zone
from storefront.components.notes import alert
from storefront.components.staff_parts import answers, small_button
from storefront.components.staff_question import question
from storefront.state.staff_product import PICTURES_PART, UPLOAD, StaffProductState
from storefront.theme import styles

_IT: Final = StaffProductState.product


def product_pictures() -> rx.Component:
    return rx.el.div(
        alert_of(PICTURES_PART),
        rx.el.ul(
            rx.foreach(_IT.pictures.to(list[StaffPicture]), _picture), class_name=styles.RULED
        ),
        rx.el.div(
            rx.el.label(
                "What the new picture shows", html_for="new-alt", class_name="text-tiny text-soft"
            ),
            rx.el.input(
                id="new-alt",
                type="text",
                value=StaffProductState.alt,
                on_change=StaffProductState.set_alt.debounce(300),
                max_length=200,
                class_name="min-h-control rounded-field border border-edge bg-card px-snug"
                " text-small",
            ),
            class_name="flex flex-col gap-hair",
        ),
        drop_zone(
            rx.el.p("Drop a picture here, or ", rx.el.strong("choose one"), ". PNG, JPEG, WebP."),
            rx.cond(
                StaffProductState.is_busy,
                rx.el.progress(
                    value=StaffProductState.upload_progress,
                    max="100",
                    class_name="mt-tight w-full",
                    custom_attrs={"aria-label": "Sending the picture"},
                ),
            ),
            upload_id=UPLOAD,
            label="A picture",
            accept={
                "image/png": [".png"],
                "image/jpeg": [".jpg", ".jpeg"],
                "image/webp": [".webp"],
            },
            most_megabytes=10,
            on_drop=StaffProductState.add_picture(
                rx.upload_files(
                    upload_id=UPLOAD, on_upload_progress=StaffProductState.tell_progress
                )
            ),
        ),
        class_name="flex flex-col gap-snug",
    )


def _picture(picture: ObjectVar[StaffPicture]) -> rx.Component:
    field_id = f"alt-{picture.id}"
    return rx.el.li(
        rx.el.img(
            src=picture.url,
            alt=picture.alt,
            custom_attrs={"width": 72, "height": 72},
            class_name="size-18 rounded-field bg-sunken object-contain",
        ),
        rx.el.form(
            # Not an argument: Reflex hangs a form's handler above the loop.
            rx.el.input(type="hidden", name="id", value=picture.id),
            rx.el.label("What it shows", html_for=field_id, class_name="text-tiny text-soft"),
            rx.el.input(
                id=field_id,
                name="alt",
                type="text",
                default_value=picture.alt,
                max_length=200,
                class_name="min-h-control w-full rounded-field border border-edge bg-card px-snug"
                " text-small",
            ),
            rx.el.div(
                small_button("Save words", type="submit"),
                small_button(
                    "To the front",
                    on_click=StaffProductState.move_picture(picture.id),
                    disabled=picture.is_first,
                ),
                small_button("Remove", on_click=StaffProductState.ask(picture.id)),
                class_name="mt-tight flex flex-wrap gap-tight",
            ),
            method="post",
            on_submit=StaffProductState.describe_picture,
        ),
        rx.cond(
            StaffProductState.step == picture.id,
            question(
                rx.el.p("Remove this picture for good?", class_name="text-small"),
                answers(
                    "Remove",
                    is_busy=StaffProductState.is_busy,
                    on_yes=StaffProductState.remove_picture,
                    on_never_mind=StaffProductState.never_mind,
                    class_name=styles.DANGER,
                ),
                label="Confirm removing the picture",
                key=picture.id,
                class_name="col-span-2",
            ),
        ),
        key=picture.id,
        class_name="grid grid-cols-[4.5rem_minmax(0,1fr)] gap-base py-snug",
    )


def alert_of(part: str) -> rx.Component:
    """Beside what was tried."""
    return alert(rx.cond(StaffProductState.part == part, StaffProductState.error, "").to(str))
