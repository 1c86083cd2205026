import time
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def step(text: str) -> Generator[None]:
    """One line: what is being done, and when it is done, how long it took."""
    print(f"{text} …", end=" ", flush=True)
    started = time.monotonic()
    try:
        yield
    except BaseException:
        print("failed", flush=True)
        raise
    print(f"{time.monotonic() - started:.0f} s", flush=True)
