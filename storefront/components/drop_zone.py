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
    on_drop: Handler,
) -> rx.Component:
    """A place to drop one file. `label` names the field for the ear: Reflex gives it no name."""
    root = rx.upload.root(
        *children,
        id=upload_id,
        multiple=False,
        accept=dict(accept),
        on_drop=on_drop,
        class_name=_ZONE,
    )
    (zone,) = root.children
    field = zone.children[0]
    assert isinstance(field, rx.Component)
    field.custom_attrs = {"aria-label": label}
    return root
