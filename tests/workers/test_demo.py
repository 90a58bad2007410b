"""`towpath demo` as a person starts it: it ends with the same numbers, whichever process is killed on the way."""

import json
import os
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import sleep
from typing import Any

import httpx
import pytest

from sample.generate import ROWS
from sample.lives import lives_of
from schemas.words import Outcome
from tests.running import COMMANDS, Running, ended, own_port, start
from workers.client import api_token
from workers.demo import own_settings
from workers.settings import HERE

REAL = HERE.parent / "shared" / "data" / "boston311_abandoned_vehicles_95.csv"
PATIENCE_SECONDS = 240
LOOKS, LOOK_SECONDS = 2_000, 0.05
FIRSTS = [life for life in lives_of(ROWS) if not life.same_plate]
EXPECTED = {
    "rows": ROWS,
    "cases": len(FIRSTS),
    "merged": sum(life.outcome is Outcome.DUPLICATE for life in lives_of(ROWS)),
    "quarantined": 0,
    "outcomes": dict(Counter(life.outcome.value for life in FIRSTS)),
    "mismatches": 0,
    "chains_ok": True,
}
"""The outcomes that the sample's own table of lives asks for."""


def demo(data: Path, *arguments: str) -> Running:
    """A demo that keeps its data directory."""
    running = start(data, own_port(), "demo", "--json", "--keep", str(data), *arguments)
    running.patience = PATIENCE_SECONDS
    return running


class Watcher:
    """Watches a demo from outside, over HTTP."""

    def __init__(self, data: Path) -> None:
        addresses = self._until(lambda: json.loads((data / "addresses.json").read_text()))
        token = api_token((data / "secret").read_text(), "admin-1")
        self.http = httpx.Client(base_url=addresses["web"], headers={"Authorization": f"Bearer {token}"}, timeout=20)

    def __enter__(self) -> "Watcher":
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def until(self, stage: str, count: int) -> None:
        """Wait until this many cases are in this stage, or the demo is past that."""
        self._until(lambda: self._count(stage) >= count)

    def _count(self, stage: str) -> int:
        return sum(each["count"] for each in self.http.get("/api/stages").json() if each["stage"] == stage)

    def _until(self, look: Any) -> Any:
        for _ in range(LOOKS):
            with suppress(OSError, ValueError, httpx.HTTPError, TypeError):
                if found := look():
                    return found
            sleep(LOOK_SECONDS)
        raise AssertionError("It did not come to that.")


@pytest.fixture
def data(folder: Path) -> Path:
    """The demo's data directory."""
    return folder / "kept"


def last_line(running: Running) -> dict[str, Any]:
    """The object that `--json` ends with."""
    told: dict[str, Any] = json.loads(running.said.splitlines()[-1])
    return told


def facts_of(http: httpx.Client, case: str) -> Iterator[dict[str, Any]]:
    """The facts of a case."""
    for entry in http.get(f"/api/cases/{case}/facts").json():
        yield entry["fact"]


def test_a_demo_with_every_process_killed_once_ends_with_the_same_numbers_and_can_be_kept(data: Path) -> None:
    with ended(demo(data, "--pace", "1d=0.4s")) as running, Watcher(data) as watcher:
        for name, stage, count in (("worker", "closed", 5), ("web", "closed", 20), ("temporal", "notice", 2)):
            watcher.until(stage, count)
            running.kill(COMMANDS[name])
        watcher.until("impound", 1)
        running.kill(COMMANDS["postgres"])
        watcher.until("disposal", 1)
        running.kill(COMMANDS["worker"])
        code, said = running.ended()

        told = last_line(running)
        assert {name: told[name] for name in EXPECTED} == EXPECTED
        assert code == 0
        assert said.count("stopped unexpectedly and is being restarted") >= 5
        assert running.relatives() == {}
    with ended(start(data, own_port(), "up", "--data", str(data)).until_ready()) as again:
        assert "a day in 0.4 s" in again.said
        token = api_token((data / "secret").read_text(), "admin-1")
        with httpx.Client(base_url=again.url, headers={"Authorization": f"Bearer {token}"}, timeout=20) as http:
            cases = [case["id"] for case in http.get("/api/cases", params={"limit": 200}).json()]
            lives = [list(facts_of(http, case)) for case in cases]
        again.process.send_signal(signal.SIGINT)
        assert again.ended() == (0, "")
    assert len(cases) == EXPECTED["cases"]
    returned = {fact["reason"] for life in lives for fact in life if fact["kind"] == "letter_returned"}
    assert len(returned) >= 3, "letters come back, each for another reason, and every case ends as its story says"
    for life in lives:
        letters = [(fact["notice"], fact["addressee"]) for fact in life if fact["kind"] == "letter_written"]
        tows = [fact for fact in life if fact["kind"] == "tow_ended"]
        # A day is less than half a second here: a letter can grow too old before it is mailed; and the mail loses one.
        rewritten = [fact for fact in life if fact.get("fault") == "too_old" or fact.get("stale")]
        rewritten += [fact for fact in life if fact.get("reason") == "lost"]
        mailed = [fact["letter"] for fact in life if fact["kind"] == "letter_mailed"]
        assert len(letters) - len(set(letters)) <= len(rewritten), "no letter twice without a reason"
        assert len(mailed) == len(set(mailed)), "no letter mailed twice"
        assert len(tows) <= 1, "no tow twice"


def test_a_demo_runs_on_its_own_servers_even_if_the_environment_names_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOWPATH_DATABASE_URL", "postgresql://the@real/one")
    monkeypatch.setenv("TEMPORAL_ADDRESS", "the.real.one:7233")
    monkeypatch.setenv("TOWPATH_PUBLIC_URL", "https://the.real.one")

    settings = own_settings(tmp_path, "1d=1s")

    assert (settings.database_url, settings.temporal_address, settings.data) == (None, None, tmp_path)
    assert settings.address.startswith("http://127.0.0.1:")


def test_a_demo_starts_in_an_empty_directory(data: Path) -> None:
    data.mkdir()
    (data / "somebody's").write_text("words")

    assert demo(data).ended() == (1, f"towpath: The demo needs an empty directory, and {data} is not one.\n")
    assert [each.name for each in data.iterdir()] == ["somebody's"]


def test_a_file_that_is_not_there_ends_the_demo_in_a_sentence(data: Path) -> None:
    code, said = demo(data, "--file", "/nowhere.jsonl").ended()

    assert code == 1
    assert said.splitlines()[-1] == "towpath: There is no file /nowhere.jsonl."


def test_a_demo_that_is_stopped_says_so_and_leaves_no_process_behind(data: Path) -> None:
    with ended(demo(data)) as running, Watcher(data) as watcher:
        watcher.until("closed", 1)
        relatives = running.relatives()

        running.process.send_signal(signal.SIGINT)
        code, said = running.ended()

        assert (code, said.splitlines()[-1]) == (1, "towpath: The demo was stopped before it finished.")
        assert len(relatives) > 4
        assert running.all_end(relatives)


@pytest.mark.skipif(not REAL.exists(), reason="the real rows (../shared/data) are not on this machine")
def test_each_car_of_boston_ends_as_its_closing_text_says(data: Path) -> None:
    code, said = (running := demo(data, "--file", str(REAL), "--format", "boston311", "--pace", "1d=0.3s")).ended()

    told = last_line(running)
    assert code == 0, said
    assert (told["rows"], told["cases"], told["merged"], told["quarantined"]) == (95, 95, 0, 0)
    assert told["outcomes"] == {
        "auctioned": 7,
        "duplicate_elsewhere": 21,
        "gone_on_arrival": 52,
        "moved_by_owner": 1,
        "reclaimed": 4,
        "unfounded": 8,
        "withdrawn": 2,
    }
    assert (told["mismatches"], told["chains_ok"]) == (0, True)
    assert told["events_median"] <= 20
    assert os.path.exists(data / "addresses.json")
