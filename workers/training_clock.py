"""The training clock: it stands still while the stack is down, and continues where it stopped."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from schemas.pace import Pace
from workers.data_dir import StackError, write_whole

BEAT_SECONDS = 1.0


class Stopped(NamedTuple):
    """The case time at which the clock stopped, and its speed."""

    case_time: datetime
    factor: float


def wind(data: Path, factor: float | None, now: datetime) -> Pace:
    """The pace of this run: as requested, or as stored in the data directory (production if it is new).

    At production pace case time is real time. Raises StackError if training and production would mix.
    """
    kept = data / "clock.json"
    stopped = _read(kept) if kept.exists() else None
    factor = factor or (stopped.factor if stopped else 1.0)
    if stopped is None and factor != 1.0 and (data / "temporal.db").exists():
        raise StackError(f"The data directory {data} has real cases. Training needs its own data directory.")
    if factor == 1.0:
        if stopped:
            raise StackError(f"The data directory {data} is a training copy. Its cases cannot run at production pace.")
        return Pace()
    origin = stopped.case_time if stopped else now
    return Pace(factor=factor, case_origin=origin, real_origin=now)


def _read(kept: Path) -> Stopped:
    try:
        said = json.loads(kept.read_text())
        return Stopped(datetime.fromisoformat(said["case_time"]), float(said["factor"]))
    except (ValueError, KeyError, TypeError) as fault:
        raise StackError(f"The training clock {kept} cannot be read. Start with a new data directory.") from fault


def beat(data: Path, pace: Pace, now: datetime) -> None:
    """Store the current case time; a power cut loses at most the time since the last call."""
    case_time = pace.case_time(now).astimezone(UTC).isoformat()
    write_whole(data / "clock.json", json.dumps({"case_time": case_time, "factor": pace.factor}))
