import reflex as rx


def bone(class_name: str) -> rx.Component:
    """The place of something still to come; `class_name` gives it that thing's size."""
    return rx.el.div(class_name=f"skeleton {class_name}")


def waiting(*bones: rx.Component, label: str, class_name: str = "") -> rx.Component:
    """Bones for the eye, one word for the ear."""
    return rx.el.div(
        rx.el.span(label, class_name="sr-only", role="status"),
        rx.el.div(*bones, class_name=class_name, custom_attrs={"aria-hidden": "true"}),
    )
