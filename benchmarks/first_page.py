"""How long a warm `towpath up` takes to serve its first page: the data directory exists, everything else starts.

Run it with `make bench`, or `python -P -m benchmarks.first_page RUNS`.
"""

import signal
import sys
import time
from pathlib import Path

import httpx

from benchmarks.own_stack import open_folder
from benchmarks.seen import Seen
from tests.running import Running, end, start
from workers.temporal import quiet_port

RUNS = 5
TARGET_MS = 10_000.0
LOOK_SECONDS = 0.01


def main(runs: int) -> None:
    """Measure, and print the results."""
    with open_folder() as folder:
        data, port = folder / "data", quiet_port()
        cold, *warm = [measure(data, port) for _ in range(runs + 1)]
    seen = Seen("From a warm `towpath up` to the first page", warm)
    verdict = "reached" if max(warm) <= TARGET_MS else "missed"
    print(f"{seen}\n  target: {TARGET_MS:.0f} ms, {verdict}\n  the first start, which makes the files: {cold:.0f} ms")


def measure(data: Path, port: int) -> float:
    """Start, wait for a page, stop in order; returns the milliseconds until the page."""
    began = time.perf_counter()
    running = start(data, port)
    try:
        while not _answers(running):
            time.sleep(LOOK_SECONDS)
        took = (time.perf_counter() - began) * 1000
        running.until_ready().process.send_signal(signal.SIGINT)
        running.ended()
    finally:
        end(running)
    return took


def _answers(running: Running) -> bool:
    if running.process.poll() is not None:
        raise SystemExit(running.ended()[1])
    try:
        return httpx.get(f"{running.url}/sign-in").status_code == 200
    except httpx.TransportError:
        return False


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS)
