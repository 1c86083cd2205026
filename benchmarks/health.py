"""How quick the gateway's /health is beside an endpoint that does nothing, in one run.

`make bench` asks the shop that is open (`make run` in another window).
"""

import argparse
import statistics
import time
from typing import Final

import httpx

_ROUNDS: Final = 300
_WARM_UP: Final = 20


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure /health against /health/live.")
    parser.add_argument("--gateway", default="http://127.0.0.1:3000")
    gateway = parser.parse_args().gateway
    with httpx.Client(base_url=gateway, timeout=10) as client:
        # Taken by turns, so that a busy moment of the machine meets both.
        bare, whole = _by_turns(client, "/health/live", "/health")
    print(f"{'endpoint':<16}{'p50 ms':>10}{'p95 ms':>10}")
    for name, times in (("/health/live", bare), ("/health", whole)):
        quantiles = statistics.quantiles(times, n=20)
        print(f"{name:<16}{statistics.median(times):>10.2f}{quantiles[18]:>10.2f}")
    ratio = statistics.median(whole) / statistics.median(bare)
    print(f"/health asks four services, their databases and the broker: {ratio:.1f} times as long")


def _by_turns(client: httpx.Client, *paths: str) -> list[list[float]]:
    times: list[list[float]] = [[] for _ in paths]
    for number in range(_WARM_UP + _ROUNDS):
        for path, taken in zip(paths, times, strict=True):
            started = time.perf_counter()
            client.get(path).raise_for_status()
            if number >= _WARM_UP:
                taken.append((time.perf_counter() - started) * 1000)
    return times


if __name__ == "__main__":
    main()
