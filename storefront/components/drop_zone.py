from collections.abc import Mapping, Sequence
from typing import Final

import reflex as rx

from storefront.components.arguments import Handler

_ZONE: Final = (
    "cursor-pointer rounded-panel border border-dashed border-edge p-base text-center text-small"
)


def drop_zone(
    *children: rx.Component,
    upload_id: str,
    label: str,
    accept: Mapping[str, Sequence[str]],
    most_megabytes: int,
    on_drop: Handler,
) -> rx.Component:
    """A place to drop one file.

    `label`, like "A picture", names the field for the ear, to which Reflex gives no name, and
    what was wanted to whoever drops something else.
    """
    kinds = ", ".join(ending for endings in accept.values() for ending in endings)
    root = rx.upload.root(
        *children,
        id=upload_id,
        multiple=False,
        accept=dict(accept),
        max_size=most_megabytes * 1024 * 1024,
        on_drop=on_drop,
        on_drop_rejected=rx.toast.error(
            "This file was not taken",
            description=f"{label} is wanted here, one at a time, of at most {most_megabytes} MB:"
            f" {kinds}",
        ),
        class_name=_ZONE,
    )
    (zone,) = root.children
    field = zone.children[0]
    assert isinstance(field, rx.Component)
    field.custom_attrs = {"aria-label": label}
    return root
