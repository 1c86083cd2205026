import reflex as rx
from reflex.vars import ObjectVar

from storefront.api.models import Picture, ProductCard
from storefront.components.arguments import Words
from storefront.theme import styles
from storefront.theme.picture_sizes import ON_CARD, ON_PAGE, PIXELS


def product_picture(
    image_url: rx.Var[str],
    *,
    alt: rx.Var[str] | str,
    tile: rx.Var[int],
    class_name: str,
) -> rx.Component:
    """A thing standing on the colour of its category. `class_name` sizes tile and corners."""
    return _on_tile(
        goods(image_url, alt=alt, class_name=styles.STANDING), tile=tile, class_name=class_name
    )


def card_picture(product: ObjectVar[ProductCard], *, class_name: str) -> rx.Component:
    picture = goods(
        product.image_url,
        alt="",  # the name beside it says the same
        class_name=rx.cond(product.is_photo, styles.FILLING, styles.STANDING),
        image_set=product.image_set,
        sizes=ON_CARD,
    )
    return _on_tile(picture, tile=product.tile, class_name=class_name)


def page_picture(
    picture: ObjectVar[Picture], *, tile: rx.Var[int], class_name: str
) -> rx.Component:
    """The large one of a product's own page."""
    large = goods(
        picture.url,
        alt=picture.alt,
        class_name=rx.cond(picture.is_photo, styles.FILLING, styles.STANDING),
        image_set=picture.image_set,
        sizes=ON_PAGE,
        is_first=True,
    )
    return _on_tile(large, tile=tile, class_name=class_name)


def goods(
    image_url: rx.Var[str],
    *,
    alt: Words,
    class_name: Words,
    image_set: Words = "",
    sizes: str = "",
    is_first: bool = False,
) -> rx.Component:
    # Width and height as attributes: Reflex would make CSS of its own of them.
    attributes: dict[str, Words] = {"width": PIXELS, "height": PIXELS}
    if sizes:
        attributes |= {"srcSet": image_set, "sizes": sizes}
    if is_first:
        attributes |= {"fetchPriority": "high"}
    return rx.cond(
        image_url,
        rx.el.img(
            src=image_url,
            alt=alt,
            loading="eager" if is_first else "lazy",
            decoding="async",
            class_name=class_name,
            custom_attrs=attributes,
        ),
        rx.icon("package", size=40, class_name="text-soft", aria_hidden=True),
    )


def _on_tile(child: rx.Component, *, tile: rx.Var[int], class_name: str) -> rx.Component:
    return rx.el.div(
        child, class_name=f"{styles.TILE} {class_name}", custom_attrs={"data-tile": tile}
    )
