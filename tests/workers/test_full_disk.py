"""A full disk, for real: one sentence, no process left behind, and nothing broken once there is space again."""

import errno
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.running import Running, end, own_port, start
from workers.client import api_token
from workers.data_dir import StackError, secret_of
from workers.postgres import start_postgres
from workers.processes import stop
from workers.temporal import start_temporal
from workers.training_clock import beat, wind

LOOKS, LOOK_SECONDS = 1_000, 0.05
NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)


@dataclass(frozen=True)
class Disk:
    """A file system in memory, with a size of our choice."""

    place: Path
    stacks: list[Running] = field(default_factory=list)

    def starts(self, data: Path) -> Running:
        """Start `towpath up` on a directory of this disk."""
        self.stacks.append(start(data, own_port()))
        return self.stacks[-1]

    def grows(self, megabytes: int) -> None:
        """Set the size of the disk."""
        subprocess.run(["mount", "-o", f"remount,size={megabytes}m", self.place], check=True)

    def fills(self, left: int = 0) -> None:
        """Fill the disk with a file, except for so many megabytes."""
        with suppress(OSError), (self.place / "filler").open("wb", buffering=0) as filler:
            while os.statvfs(self.place).f_bavail * os.statvfs(self.place).f_frsize > left * 2**20:
                filler.write(bytes(2**16))

    def is_cleared(self) -> None:
        """Remove that file."""
        (self.place / "filler").unlink()


@pytest.fixture
def disk(folder: Path) -> Iterator[Disk]:
    """A disk of sixteen megabytes."""
    place = folder / "disk of the city"
    place.mkdir()
    order = ["mount", "-t", "tmpfs", "-o", "size=16m,mode=755", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(order, check=False, capture_output=True).returncode:
        pytest.skip("a small disk cannot be mounted here")
    disk = Disk(place)
    yield disk
    for each in disk.stacks:
        end(each)
    subprocess.run(["umount", place], check=True)


def test_a_start_without_disk_space_ends_in_a_sentence_and_writes_nothing(disk: Disk) -> None:
    data = disk.place / "data"

    code, said = disk.starts(data).ended()
    written = list(disk.place.iterdir())

    sentence = f"towpath: The disk of {data} has 16 MB free, but 128 MB are needed. Free up space and start again.\n"
    assert (code, said, written) == (1, sentence, [])
    disk.grows(400)
    stops(disk.starts(data).until_ready())


def stops(running: Running) -> None:
    """Stop the stack; it stops in order."""
    running.process.send_signal(signal.SIGTERM)
    assert running.ended() == (0, "")


def door(running: Running, who: str) -> httpx.Client:
    """An HTTP client for this account."""
    token = api_token((running.data / "secret").read_text(), who)
    return httpx.Client(base_url=running.url, headers={"Authorization": f"Bearer {token}"}, timeout=20)


def reported(running: Running) -> str:
    """Report a car; returns its case."""
    with door(running, "dispatcher-1") as desk:
        return str(desk.post("/api/reports", json={"address": "100 First Street", "district": "d25"}).json()["case"])


def closed(running: Running, case: str) -> dict[str, Any]:
    """An officer finds the car gone, and the system closes the case."""
    with door(running, "officer-1") as officer:
        officer.post(f"/api/cases/{case}/requests", json={"kind": "record_inspection", "finding": "gone"})
        for _ in range(LOOKS):
            if (shown := officer.get(f"/api/cases/{case}").json())["outcome"]:
                break
            time.sleep(LOOK_SECONDS)
        assert officer.get(f"/api/cases/{case}/faults").json() == []
    return dict(shown)


@pytest.mark.parametrize("left", [16, 0])
def test_a_disk_that_fills_up_stops_everything_and_with_space_again_it_continues(disk: Disk, left: int) -> None:
    disk.grows(400)
    running = disk.starts(disk.place / "data").until_ready()
    case, relatives = reported(running), running.relatives()

    disk.fills(left)
    code, said = running.ended()

    assert code == 1
    words = r"towpath: The disk of .* has \d+ MB free, but 32 MB are needed\. Free up space and start again\.\n"
    assert re.fullmatch(words, said)
    assert running.all_end(relatives)
    assert running.relatives() == {}
    disk.is_cleared()
    again = disk.starts(running.data).until_ready()
    assert [closed(again, each)["outcome"] for each in (case, reported(again))] == ["gone_on_arrival"] * 2
    stops(again)


async def test_servers_without_space_for_their_files_create_them_once_there_is_some(disk: Disk) -> None:
    (disk.place / "logs").mkdir()

    with pytest.raises(StackError, match="PostgreSQL could not make its files"):
        await start_postgres(disk.place)
    disk.fills(left=1)
    with pytest.raises(StackError, match="Temporal did not start"):
        await start_temporal(disk.place, 0, 0)

    assert list(disk.place.glob("temporal.db*")) == []
    disk.grows(400)
    _, postgres = await start_postgres(disk.place)
    _, temporal = await start_temporal(disk.place, 0, 0)
    for server in (temporal, postgres):
        await stop(server)


def test_a_file_written_on_a_full_disk_is_whole_or_unchanged(disk: Disk) -> None:
    pace = wind(disk.place, 1440.0, NOW)
    beat(disk.place, pace, NOW + timedelta(minutes=1))
    disk.fills()

    for write in (lambda: secret_of(disk.place), lambda: beat(disk.place, pace, NOW + timedelta(minutes=2))):
        with pytest.raises(OSError, match="No space left") as full:
            write()
        assert full.value.errno == errno.ENOSPC

    disk.is_cleared()
    assert len(secret_of(disk.place)) > 40
    assert wind(disk.place, 1440.0, NOW).case_time(NOW) == NOW + timedelta(days=1)
