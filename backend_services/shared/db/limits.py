from typing import Annotated, Final

from pydantic import AfterValidator, Field

INT32_MAX: Final = 2**31 - 1  # PostgreSQL's integer, and so every id and quantity

RowId = Annotated[int, Field(ge=1, le=INT32_MAX)]


def _without_nul(text: str) -> str:
    if "\x00" in text:
        msg = "must not contain the NUL character"
        raise ValueError(msg)
    return text


# PostgreSQL's text holds any character but NUL.
CleanText = Annotated[str, AfterValidator(_without_nul)]
