from typing import Annotated

from fastapi import Header

# The draft RFC leaves the format open; this is short, printable and harmless in a log.
IdempotencyKey = Annotated[
    str | None,
    Header(alias="Idempotency-Key", min_length=1, max_length=128, pattern=r"^[\x21-\x7e]+$"),
]
