import asyncio
import os

from local_stack.lines import Lines


async def read(data: bytes) -> list[str]:
    heard: list[str] = []
    lines = await Lines.open(heard.append)
    with os.fdopen(os.dup(lines.inlet), "wb") as inlet:
        lines.close_inlet()
        await asyncio.to_thread(inlet.write, data)
    await lines.read_to_end(patience=5)
    return heard


async def test_each_line_is_handed_on_and_the_last_needs_no_end() -> None:
    assert await read(b"one\ntwo  \n\nthree") == ["one", "two", "", "three"]


async def test_a_line_too_long_is_left_out_and_the_rest_is_read() -> None:
    heard = await read(b"before\n" + b"x" * 2**21 + b"\nafter\n")

    assert heard == ["before", "(a line of more than 1 MiB was left out)", "after"]


async def test_bytes_that_are_no_text_do_not_stop_the_reading() -> None:
    assert await read(b"\xff\xfe\nafter\n") == ["\ufffd\ufffd", "after"]
