"""A product's pictures: one large, the others below it, and each as large as the window."""

from collections.abc import Callable, Sequence
from typing import Final

import reflex as rx
from reflex.vars import ArrayVar, NumberVar, ObjectVar

from storefront.api.models import Picture
from storefront.components.arguments import Handler
from storefront.components.product_picture import goods, page_picture
from storefront.theme import styles
from storefront.web.dialogs import close_script, open_script

ZOOM: Final = "zoom"


def picture_gallery(
    pictures: ArrayVar[Sequence[Picture]],
    shown: ObjectVar[Picture],
    *,
    place: NumberVar[int],
    tile: rx.Var[int],
    on_choose: Callable[[rx.Var[int]], Handler],
) -> rx.Component:
    """`place` of `shown` among the pictures, from 0."""

    def thumbnail(picture: ObjectVar[Picture], at: rx.Var[int]) -> rx.Component:
        return rx.el.li(
            rx.el.button(
                rx.el.span(picture.label, class_name=styles.UNSEEN),
                rx.el.span(
                    goods(picture.url, alt="", class_name="size-full object-contain p-tight"),
                    class_name=f"{styles.TILE} size-full rounded-[inherit]",
                    custom_attrs={"data-tile": tile},
                ),
                type="button",
                on_click=on_choose(at),
                class_name=f"{styles.THUMBNAIL} aria-pressed:border-ink",
                custom_attrs={"aria-pressed": rx.cond(place == at, "true", "false")},
            ),
            key=picture.id,
        )

    return rx.el.div(
        rx.el.button(
            page_picture(shown, tile=tile, class_name=styles.GALLERY_TILE),
            rx.el.span(
                rx.icon("zoom-in", size=18, aria_hidden=True),
                class_name="absolute right-base bottom-base grid size-control place-items-center"
                " rounded-full bg-card text-ink shadow-floating",
            ),
            rx.el.span(" Enlarge", class_name=styles.UNSEEN),
            type="button",
            on_click=rx.call_script(open_script(ZOOM)),
            class_name="relative block w-full cursor-zoom-in rounded-tile",
        ),
        rx.cond(
            pictures.length() > 1,
            rx.el.ul(
                rx.foreach(pictures, thumbnail),
                role="list",
                class_name=styles.THUMBNAILS,
                custom_attrs={"aria-label": "More pictures"},
            ),
        ),
        _zoom(pictures, shown, place=place, tile=tile, on_choose=on_choose),
        class_name=styles.GALLERY,
    )


def _zoom(
    pictures: ArrayVar[Sequence[Picture]],
    shown: ObjectVar[Picture],
    *,
    place: NumberVar[int],
    tile: rx.Var[int],
    on_choose: Callable[[rx.Var[int]], Handler],
) -> rx.Component:
    return rx.el.dialog(
        rx.el.div(
            rx.el.p(shown.label, class_name=styles.SOFT, role="status"),
            rx.el.button(
                rx.icon("x", size=20, aria_hidden=True),
                rx.el.span("Close", class_name=styles.UNSEEN),
                type="button",
                on_click=rx.call_script(close_script(ZOOM)),
                class_name=styles.ICON,
            ),
            class_name="flex items-center justify-between gap-base px-base py-tight",
        ),
        rx.el.div(
            goods(
                shown.url,
                alt=shown.alt,
                class_name="max-h-[70dvh] w-full object-contain",
                image_set=shown.image_set,
                sizes="90vw",
            ),
            class_name=f"{styles.TILE} mx-base mb-base rounded-card p-base",
            custom_attrs={"data-tile": tile},
        ),
        rx.cond(
            pictures.length() > 1,
            rx.el.div(
                _turn("chevron-left", "The one before", on_click=on_choose((place - 1).to(int))),
                _turn("chevron-right", "The next one", on_click=on_choose((place + 1).to(int))),
                class_name="flex justify-center gap-snug pb-base",
            ),
        ),
        id=ZOOM,
        class_name=f"{styles.DIALOG} m-auto w-[min(56rem,calc(100vw-2rem))] rounded-tile",
        custom_attrs={"aria-label": "The picture, enlarged", "closedby": "any"},
    )


def _turn(icon: str, label: str, *, on_click: Handler) -> rx.Component:
    return rx.el.button(
        rx.icon(icon, size=20, aria_hidden=True),
        rx.el.span(label, class_name=styles.UNSEEN),
        type="button",
        on_click=on_click,
        class_name=f"{styles.ICON} border border-edge",
    )
