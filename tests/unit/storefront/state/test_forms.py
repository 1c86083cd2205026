"""The window's rules are those of the users service, as far as they need nobody to be asked."""

import pytest
from pydantic import TypeAdapter, ValidationError

from backend_services.users.api.schemas import Email, Password, Username
from backend_services.users.domain import password, username
from storefront.state import forms

RULES: dict[str, tuple[forms.Rule, TypeAdapter[str]]] = {
    "email": (forms.email_rule, TypeAdapter(Email)),
    "username": (forms.name_rule, TypeAdapter(Username)),
    "password": (forms.new_password_rule, TypeAdapter(Password)),
}
TEXTS = (
    *(("email", text) for text in ("ann@example.com", " ann@example.com ", "ann@exämple.org")),
    *(("email", text) for text in ("", "ann", "ann@", "@example.com", "a b@example.com", "a@b")),
    ("email", f"{'a' * 64}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.org"),
    *(("username", text) for text in ("ann", "  ann ", "a" * 50, "Zoë", "Zoe\u0308", "李小龍")),
    *(("username", text) for text in ("", "an", " a ", "a" * 51, "an\x00n", "an\u200bn")),
    *(("password", text) for text in ("a good one", "p" * 8, "p" * 72, "é" * 36)),
    *(("password", text) for text in ("", "p" * 7, "p" * 73, "é" * 37)),
)


def takes(adapter: TypeAdapter[str], text: str) -> bool:
    try:
        adapter.validate_python(text)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(("field", "text"), TEXTS)
def test_the_window_says_what_the_gateway_will_say(field: str, text: str) -> None:
    rule, adapter = RULES[field]

    # What the forms send has no blanks around it where blanks mean nothing.
    sent = text if field == "password" else text.strip()
    assert (rule(text) == "") is takes(adapter, sent)


def test_lengths_are_the_same_on_both_sides() -> None:
    assert range(username.SHORTEST, username.LONGEST + 1) == forms.NAME_LENGTHS
    assert range(password.SHORTEST, password.LONGEST + 1) == forms.PASSWORD_LENGTHS


@pytest.mark.parametrize("rule", [rule for rule, _ in RULES.values()])
@pytest.mark.parametrize("text", ["\ud800" * 9, "\x00" * 9, "a" * 100_000])
def test_whatever_a_browser_sends_gets_a_sentence_or_none(rule: forms.Rule, text: str) -> None:
    assert isinstance(rule(text), str)
