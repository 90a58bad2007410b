"""How long a staff request takes over HTTP, for one client on an idle stack, beside a bare GET in the same run.

A request is one transaction in the record and one signal to the workflow. Run it with `make bench`.
"""

import time
from collections.abc import Iterator
from itertools import cycle, islice
from uuid import uuid4

import httpx

from benchmarks.own_stack import open_folder
from benchmarks.seen import Seen
from tests.running import Running, towpath_up
from workers.client import api_token

CASES, WARM_UP, ACTS = 20, 40, 200
PAUSE_SECONDS = 0.1
"""After each request, so that the workflow finishes its work and the stack is idle again."""
TARGET_MS = 20.0
CHEAP = "/sign-in"


def main() -> None:
    """Measure, and print the results."""
    with open_folder() as folder, towpath_up(folder) as running:
        acts, gets = measure(running.until_ready())
    verdict = "reached" if acts.p95 <= TARGET_MS else "missed"
    print(f"{acts}\n  target: p95 <= {TARGET_MS:.0f} ms, {verdict}")
    print(f"{gets}\n  an act takes {acts.median / gets.median:.1f} times as long, by the medians")


def measure(running: Running) -> tuple[Seen, Seen]:
    """Place and release holds, case after case, each followed by a bare GET."""
    token = api_token((running.data / "secret").read_text(), "supervisor-1")
    with httpx.Client(base_url=running.url, headers={"Authorization": f"Bearer {token}"}, timeout=20) as http:
        cases = [_report(http) for _ in range(CASES)]
        both = [(act, _get(http)) for act in islice(_acts(http, cycle(cases)), WARM_UP + ACTS)]
    acts, gets = zip(*both[WARM_UP:], strict=True)
    return Seen("A hold placed or lifted", acts), Seen(f"GET {CHEAP}", gets)


def _report(http: httpx.Client) -> str:
    answer = http.post("/api/reports", json={"address": "100 First Street", "district": "d25"}).raise_for_status()
    return str(answer.json()["case"])


def _acts(http: httpx.Client, cases: Iterator[str]) -> Iterator[float]:
    for case in cases:
        placed, took = _ask(http, case, kind="place_hold", hold="police_evidence")
        yield took
        _, took = _ask(http, case, kind="release_hold", placed=placed, note="Written release of today")
        yield took


def _ask(http: httpx.Client, case: str, **body: str | int) -> tuple[int, float]:
    began = time.perf_counter()
    answer = http.post(f"/api/cases/{case}/requests", json=body, headers={"Idempotency-Key": uuid4().hex})
    took = (time.perf_counter() - began) * 1000
    return int(answer.raise_for_status().json()["number"]), took


def _get(http: httpx.Client) -> float:
    time.sleep(PAUSE_SECONDS)
    began = time.perf_counter()
    http.get(CHEAP).raise_for_status()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
