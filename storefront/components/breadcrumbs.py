import reflex as rx

from storefront.theme import styles

Step = tuple[rx.Var[str] | str, rx.Var[str] | str]  # label, address


def breadcrumbs(*steps: Step, here: rx.Var[str] | str) -> rx.Component:
    return rx.el.nav(
        rx.el.ol(
            # A product need not have a category.
            *(rx.cond(label, _step(label, to)) for label, to in steps),
            rx.el.li(here, custom_attrs={"aria-current": "page"}, class_name="text-soft"),
            class_name=styles.CRUMBS,
        ),
        custom_attrs={"aria-label": "You are here"},
    )


def _step(label: rx.Var[str] | str, to: rx.Var[str] | str) -> rx.Component:
    return rx.el.li(
        rx.el.a(label, href=to, class_name=styles.CRUMB),
        rx.el.span(" /", custom_attrs={"aria-hidden": "true"}, class_name="text-soft"),
    )
