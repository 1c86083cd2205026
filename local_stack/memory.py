from collections.abc import Iterable
from contextlib import suppress

import psutil


def resident_megabytes(roots: Iterable[int]) -> int:
    """What these processes and their children hold in memory; shared pages count once (PSS)."""
    total = 0
    seen: set[int] = set()
    for root in roots:
        with suppress(psutil.Error):
            for process in _family(root):
                if process.pid not in seen:
                    seen.add(process.pid)
                    total += _resident(process)
    return round(total / 2**20)


def _family(root: int) -> list[psutil.Process]:
    process = psutil.Process(root)
    return [process, *process.children(recursive=True)]


def _resident(process: psutil.Process) -> int:
    with suppress(psutil.Error):
        memory = process.memory_full_info()
        return int(getattr(memory, "pss", memory.rss))
    return 0
