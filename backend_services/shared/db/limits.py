from typing import Annotated, Final

from pydantic import AfterValidator, Field

INT32_MAX: Final = 2**31 - 1  # PostgreSQL's integer, and so every id and quantity

RowId = Annotated[int, Field(ge=1, le=INT32_MAX)]


def storable(text: str) -> str:
    """PostgreSQL's text holds any character but NUL; half of a surrogate pair is no character.

    Raises:
        ValueError: the text has one of them.
    """
    if "\x00" in text:
        msg = "must not contain the NUL character"
        raise ValueError(msg)
    if any("\ud800" <= character <= "\udfff" for character in text):
        msg = "must not contain half of a surrogate pair"
        raise ValueError(msg)
    return text


# The schema says of it what a pattern can say.
CleanText = Annotated[
    str, AfterValidator(storable), Field(json_schema_extra={"pattern": r"^[^\u0000]*$"})
]
