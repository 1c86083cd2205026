class SetupFailed(Exception):
    """The text is one line: what could not be done, and what to do about it."""
