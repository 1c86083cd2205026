import pytest

from backend_services.users.domain.password import check_password, check_password_of
from backend_services.users.domain.username import clean_username


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("ann", "ann"),
        ("  Ann Example\t", "Ann Example"),
        ("x" * 50, "x" * 50),
        ("Jose\u0301", "José"),  # the decomposed form is the same name
        ("名前です", "名前です"),
    ],
)
def test_a_username_is_trimmed_and_kept(given: str, stored: str) -> None:
    assert clean_username(given) == stored


@pytest.mark.parametrize("given", ["", "   ", " ab ", "x" * 51])
def test_a_username_has_3_to_50_characters_after_trimming(given: str) -> None:
    with pytest.raises(ValueError, match="must have 3 to 50 characters"):
        clean_username(given)


@pytest.mark.parametrize(
    "given", ["a\x00nn", "a\nnn", "a\x1bnn", "ann\u202egro", "an\u200bn", "ann\ud800", "ann\u2028b"]
)
def test_a_username_has_no_control_or_invisible_characters(given: str) -> None:
    with pytest.raises(ValueError, match="control or invisible"):
        clean_username(given)


@pytest.mark.parametrize("given", ["x7-tulip", " spaces count ", "x" * 72, "é" * 36])
def test_a_password_is_kept_as_it_is(given: str) -> None:
    assert check_password(given) == given


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("1234567", "at least 8 characters"),
        ("x" * 73, "at most 72 bytes"),
        ("é" * 37, "at most 72 bytes"),
        ("1234\x005678", "NUL"),
        ("half of \ud83d", "surrogate"),
        ("password", "tried first"),
        ("QwertyUI", "tried first"),
        ("1234567890", "tried first"),
    ],
)
def test_a_password_has_8_characters_to_72_bytes_without_nul(given: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as refused:
        check_password(given)
    assert given not in str(refused.value)


@pytest.mark.parametrize("given", ["ann.example@mail.example", "Ann.Example", "ANN THE GREAT"])
def test_a_password_is_not_what_everybody_knows_of_its_owner(given: str) -> None:
    with pytest.raises(ValueError, match="your e-mail address or username"):
        check_password_of(given, email="ann.example@mail.example", username="Ann the Great")


def test_a_password_may_contain_the_username() -> None:
    password = "ann-and-three-tulips"

    assert check_password_of(password, email="ann@mail.example", username="ann") == password
