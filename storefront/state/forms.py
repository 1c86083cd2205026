"""What all forms of the shop know about what is typed into them.

The rules are those of the users service, as far as they need nobody to be asked; it has the last
word (tests/unit/storefront/state/test_forms.py holds the two together).
"""

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic import EmailStr, TypeAdapter

# What is wrong with a text, as a sentence that names the way out; "" when nothing is.
Rule = Callable[[str], str]
# The fields of a form, in their order on the page.
Form = Mapping[str, Rule]
# Names of fields, each with what stood in it.
Texts = tuple[tuple[str, str], ...]

NAME_LENGTHS: Final = range(3, 51)  # characters
PASSWORD_LENGTHS: Final = range(8, 73)  # at least in characters, at most in bytes of UTF-8
LONGEST_EMAIL: Final = 254  # characters
WRONG_FIELDS: Final = {
    "email": "This does not look like an email address.",
    "username": "Use 3 to 50 characters for your name.",
    "password": "Use 8 to 72 characters for your password.",
}
NO_EMAIL: Final = "Please type your email address."
NO_PASSWORD: Final = "Please type your password."  # noqa: S105 - a sentence
UNSEEN: Final = "There is a character in it that nobody can see. Please type it anew."
# What may be remembered of a form that was refused.
NO_SECRETS: Final = frozenset({"email", "username"})
_ADDRESS: Final[TypeAdapter[str]] = TypeAdapter(EmailStr)


def text_of(form_data: dict[str, Any], name: str) -> str:
    """Browsers send what they like, or nothing."""
    value = form_data.get(name)
    return value if isinstance(value, str) else ""


def email_rule(text: str) -> str:
    email = text.strip()
    if not email:
        return NO_EMAIL
    try:
        is_right = len(_ADDRESS.validate_python(email)) <= LONGEST_EMAIL
    except ValueError:
        is_right = False
    return "" if is_right else WRONG_FIELDS["email"]


def name_rule(text: str) -> str:
    name = unicodedata.normalize("NFC", text.strip())
    if len(name) not in NAME_LENGTHS:
        return WRONG_FIELDS["username"]
    return "" if name.isprintable() else UNSEEN


def new_password_rule(text: str) -> str:
    is_long_enough = len(text) >= PASSWORD_LENGTHS.start
    is_short_enough = len(text.encode(errors="replace")) < PASSWORD_LENGTHS.stop
    return "" if is_long_enough and is_short_enough else WRONG_FIELDS["password"]


def given_password_rule(text: str) -> str:
    """A password that is compared, not chosen."""
    return "" if text else NO_PASSWORD


def wrong_fields(form: Form, form_data: dict[str, Any]) -> dict[str, str]:
    """A sentence for each field of a sent form that can't be right, the first one first."""
    told = {name: rule(text_of(form_data, name)) for name, rule in form.items()}
    return {name: why for name, why in told.items() if why}


def refused_texts(form_data: dict[str, Any], errors: Mapping[str, str]) -> Texts:
    """What stood in the fields that the gateway found wrong; of passwords nothing is kept."""
    return tuple((name, text_of(form_data, name)) for name in errors if name in NO_SECRETS)


def left(
    errors: Mapping[str, str],
    *,
    form: Form,
    name: object,
    text: object,
    refused: Texts = (),
) -> dict[str, str]:
    """`errors` after somebody left a field.

    An empty one is wrong only once the form was sent, and what the gateway `refused` stays so
    until something else stands there.
    """
    rule = form.get(name) if isinstance(name, str) else None
    if not isinstance(name, str) or rule is None or not isinstance(text, str) or not text:
        return dict(errors)
    if (name, text) in refused:
        return dict(errors)
    at_once = {field for field, _ in refused}  # what was refused together is taken back together
    stale = {name, *(at_once if name in at_once else ())}
    others = {field: why for field, why in errors.items() if field not in stale}
    return others | ({name: why} if (why := rule(text)) else {})
