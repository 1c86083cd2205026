"""What all forms of the shop know about what is typed into them."""

from typing import Any, Final

WRONG_FIELDS: Final = {
    "email": "This does not look like an email address.",
    "username": "Use 3 to 50 characters for your name.",
    "password": "Use 8 to 72 characters for your password.",
}


def text_of(form_data: dict[str, Any], name: str) -> str:
    """Browsers send what they like, or nothing."""
    value = form_data.get(name)
    return value if isinstance(value, str) else ""
