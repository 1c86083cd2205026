"""What stands around all pages: the document's head, toasts, and the page of last resort."""

from collections.abc import Callable
from typing import Any

import reflex as rx
from reflex_components_core.base.error_boundary import (
    error_boundary,  # pyright: ignore[reportUnknownVariableType]  # Reflex leaves *children untyped
)

from storefront.components.first_html import first_html
from storefront.layout.shell import shell
from storefront.theme import styles
from storefront.theme.theme import Theme

Wrap = Callable[[bool], rx.Component | None]


def head(theme: Theme) -> list[rx.Component]:
    paper = theme.colors["paper"]
    return [
        *(_preloaded(font) for font in theme.preloaded),
        rx.el.script(src="/combobox.js", defer=True),
        rx.el.script(src="/opener.js", defer=True),
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.link(rel="apple-touch-icon", href="/apple-touch-icon.png"),
        _bar_color(paper.light, when="light"),
        _bar_color(paper.dark, when="dark"),
    ]


def _preloaded(font: str) -> rx.Component:
    return rx.el.link(
        rel="preload",
        href=f"/fonts/{font}.woff2",
        type="font/woff2",
        cross_origin="anonymous",
        custom_attrs={"as": "font"},
    )


def _bar_color(color: str, *, when: str) -> rx.Component:
    return rx.el.meta(
        name="theme-color",
        content=color,
        custom_attrs={"media": f"(prefers-color-scheme: {when})"},
    )


def toaster() -> rx.Component:
    return rx.toast.provider(
        position="top-right", rich_colors=False, close_button=True, visible_toasts=3
    )


def wraps() -> dict[tuple[int, str], Wrap]:
    """In place of Reflex's own: our words for a page that broke, our banner for a lost socket."""
    return {(55, "ErrorBoundary"): lambda _: error_boundary(fallback_render=_last_resort())}


def hydrate_fallback() -> rx.Component:
    """What stands where a page will be that is not built ahead: a product, an order."""
    return shell(first_html())


def _last_resort() -> rx.Var[Any]:
    # A link that loads the document anew: this one has broken.
    return rx.Var.create(
        rx.el.main(
            rx.el.h1("Something broke on this page", class_name=styles.HEADING),
            rx.el.p("It is not your fault, and your cart is safe. Loading it again mostly helps."),
            rx.el.a("To the start", href="/", reload_document=True, class_name=styles.QUIET),
            class_name=f"{styles.PAGE} flex min-h-dvh flex-col items-center justify-center gap-base"
            " text-center",
        )
    )
