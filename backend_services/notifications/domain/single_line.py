def single_line(text: str, *, limit: int) -> str:
    """The text without line breaks and other control characters, and not longer than `limit`.

    A subject or a name with a line break in it could forge a header, or a row of a text mail.
    """
    printable = "".join(character if character.isprintable() else " " for character in text)
    joined = " ".join(printable.split())
    return joined if len(joined) <= limit else joined[: limit - 1].rstrip() + "…"
