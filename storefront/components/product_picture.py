from typing import Final

import reflex as rx

from storefront.theme import styles

PIXELS: Final = "256"  # the pictures' own size


def product_picture(
    image_url: rx.Var[str],
    *,
    alt: rx.Var[str] | str,
    tile: rx.Var[int],
    class_name: str,
    is_first: bool = False,
) -> rx.Component:
    """A thing standing on the colour of its category. `class_name` sizes tile and corners."""
    return rx.el.div(
        goods(image_url, alt=alt, class_name="w-[58%] max-w-goods", is_first=is_first),
        class_name=f"{styles.TILE} {class_name}",
        custom_attrs={"data-tile": tile},
    )


def goods(
    image_url: rx.Var[str], *, alt: rx.Var[str] | str, class_name: str, is_first: bool = False
) -> rx.Component:
    return rx.cond(
        image_url,
        rx.el.img(
            src=image_url,
            alt=alt,
            loading="eager" if is_first else "lazy",
            decoding="async",
            class_name=f"goods h-auto object-contain {class_name}",
            # As attributes: Reflex would make CSS of its own of them.
            custom_attrs={"width": PIXELS, "height": PIXELS},
        ),
        rx.icon("package", size=40, class_name="text-soft", aria_hidden=True),
    )
