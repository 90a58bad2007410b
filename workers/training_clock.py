"""The training clock: it stands while the stack is down, and goes on from where it stopped."""

import json
from datetime import UTC, datetime
from pathlib import Path

from schemas.pace import Pace
from workers.folder import write_whole

BEAT_SECONDS = 1.0


def wind(data: Path, factor: float, now: datetime) -> Pace:
    """The pace of this run. Production pace is no clock at all: both times are one."""
    if factor == 1.0:
        return Pace()
    return Pace(factor=factor, case_origin=_stopped_at(data) or now, real_origin=now)


def _stopped_at(data: Path) -> datetime | None:
    path = data / "clock.json"
    if not path.exists():
        return None
    return datetime.fromisoformat(json.loads(path.read_text())["case_time"])


def beat(data: Path, pace: Pace, now: datetime) -> None:
    """Remember where case time stands; a power cut between two beats loses at most one of them."""
    write_whole(data / "clock.json", json.dumps({"case_time": pace.case_time(now).astimezone(UTC).isoformat()}))
