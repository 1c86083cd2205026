import reflex as rx

from storefront.components.fields import Field, password_field, text_field
from storefront.pages.login import EMAIL
from storefront.pages.login import PASSWORD as CURRENT
from storefront.pages.register import NAME
from storefront.pages.register import PASSWORD as NEW
from tests.unit.storefront.components.markup import elements, words


def nothing(_name: str, _text: rx.Var[str]) -> rx.event.EventSpec:
    return rx.noop()


WRONG = "Use 8 to 72 characters for your password."


def test_a_field_has_a_label_and_says_what_is_wrong_beside_itself() -> None:
    component = password_field(NEW, error=rx.Var.create(WRONG), on_leave=nothing)
    (field,) = elements(component, "input")
    (label,) = elements(component, "label")
    described = field["aria-describedby"].split()

    assert label["htmlFor"] == field["id"] == "password"
    assert described == ["password-error", "password-hint"]
    assert {each.props.get("id") for each in elements(component, "p")} == set(described)
    assert WRONG in words(component)
    assert field["aria-invalid"] == f'(isTrue("{WRONG}") ? "true" : "false")'


def test_a_field_without_a_hint_is_described_by_its_error_alone() -> None:
    field = Field(name="email", label="Email address", type="email")

    (email,) = elements(text_field(field, error=rx.Var.create(""), on_leave=nothing), "input")

    assert email["aria-describedby"] == "email-error"
    assert (email["inputMode"], email["autoCapitalize"], email["spellCheck"]) == (
        "email",
        "none",
        "false",
    )


def test_password_managers_know_each_field() -> None:
    tokens = {each.label: (each.autocomplete, each.type) for each in (EMAIL, NAME, CURRENT)}

    assert tokens == {
        "Email address": ("username", "email"),
        "What shall we call you?": ("nickname", "text"),
        "Password": ("current-password", "password"),
    }
    assert NEW.autocomplete == "new-password"


def test_the_rules_of_the_gateway_are_told_to_the_browser() -> None:
    assert (NAME.min_length, NAME.max_length) == (3, 50)
    # A long password is refused aloud; cut off in silence it would not open the door again.
    assert (NEW.min_length, NEW.max_length) == (8, None)
    assert all(each.is_required for each in (EMAIL, NAME, NEW, CURRENT))


def test_a_password_can_be_shown() -> None:
    (button,) = elements(
        password_field(CURRENT, error=rx.Var.create(""), on_leave=nothing), "button"
    )

    assert (button["type"], button["aria-pressed"], button["aria-controls"]) == (
        "button",
        "false",
        "password",
    )
