"""Writes the sample, a week of one district's reports as JSON Lines: the same seed gives the same bytes.

`python -m sample.generate --seed 26 --rows 66 > sample/week.jsonl` makes the file that Towpath ships.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from sample.cars import Car, car, pick
from sample.lives import Life, lives_of
from schemas.importing import ReportRow, Story
from schemas.words import Outcome, Registration

SEED: Final = 26
ROWS: Final = 66
SOURCE: Final = "sample"
DISTRICT: Final = "d25"
MONDAY: Final = datetime(2026, 10, 5, tzinfo=ZoneInfo("America/New_York"))
WEEK: Final = timedelta(days=7)

SEEN: Final = (
    "It has not moved in weeks.",
    "Flat tires on one side.",
    "Expired sticker, leaves all over it.",
    "The window is broken and there is trash inside.",
    "Somebody took the wheels.",
    "Parked here since the summer.",
)
HAZARD_SEEN: Final = "Burned out, broken glass, and something leaks from it onto the street."
DWELLING_SEEN: Final = "Blankets over the windows. Somebody may be living in it."


class Report(NamedTuple):
    """A report before it has a number. `first` is the report that it repeats."""

    at: datetime
    life: Life
    car: Car
    seen: str
    first: "Report | None" = None


def week(seed: int, rows: int) -> list[ReportRow]:
    """The reports of the week in order of arrival, numbered from 311-000001."""
    random = Random(seed)
    lives = sorted(lives_of(rows), key=lambda _: random.random())
    firsts = [_first(random, number, life) for number, life in enumerate(lives, 1) if not _repeats(life)]
    known = [first for first in firsts if first.life.outcome is not Outcome.DUPLICATE_ELSEWHERE]
    plated = [first for first in known if first.car.plate_state] or known
    repeats = [_repeat(random, plated if life.same_plate else known, life) for life in lives if _repeats(life)]
    in_order = sorted([*firsts, *repeats], key=lambda report: report.at)
    numbers = {id(report): f"311-{at:06d}" for at, report in enumerate(in_order, 1)}
    return [_row(report, numbers) for report in in_order]


def _repeats(life: Life) -> bool:
    return life.outcome is Outcome.DUPLICATE


def _first(random: Random, number: int, life: Life) -> Report:
    told = car(random, number, plated=_must_be_plated(life))
    seen = {Outcome.CRUSHED: HAZARD_SEEN, Outcome.REFERRED_TO_OUTREACH: DWELLING_SEEN}
    return Report(_moment(random.random()), life, told, seen.get(life.outcome, pick(random, SEEN)))


def _must_be_plated(life: Life) -> bool | None:
    if life.registration is Registration.NOT_FOUND:
        return False
    return True if life.registration else None


def _repeat(random: Random, known: Sequence[Report], life: Life) -> Report:
    first = known[int(random.random() * len(known))]
    share = (first.at - MONDAY) / WEEK
    later = _moment(share + (1 - share) * random.random())
    plate = _written_otherwise(random, first.car.plate) if life.same_plate else None
    state = first.car.plate_state if life.same_plate else None
    return Report(later, life, first.car._replace(plate=plate, plate_state=state, vin=None), pick(random, SEEN), first)


def _written_otherwise(random: Random, plate: str | None) -> str | None:
    written = plate or ""
    return pick(random, (written, written.lower(), f"{written[:6]}-{written[6:]}", f"{written[:6]} {written[6:]}"))


def _moment(share: float) -> datetime:
    """The second at which this share (0 to 1) of the week has passed."""
    return MONDAY + timedelta(seconds=int(share * WEEK.total_seconds()))


def _row(report: Report, numbers: dict[int, str]) -> ReportRow:
    number = numbers[id(report)]
    elsewhere = f"PD-{number[4:]}" if report.life.outcome is Outcome.DUPLICATE_ELSEWHERE else None
    return ReportRow(
        source=SOURCE,
        external_id=number,
        reported_at=report.at,
        district=DISTRICT,
        description=report.seen,
        story=Story(
            outcome=report.life.outcome,
            duplicate_of=numbers[id(report.first)] if report.first else elsewhere,
            hazard=report.life.hazard,
            registration=report.life.registration,
            note=report.life.note,
        ),
        **report.car._asdict(),
    )


def lines(seed: int = SEED, rows: int = ROWS) -> Iterator[str]:
    """The sample as JSON lines, each with its newline."""
    for row in week(seed, rows):
        yield row.model_dump_json(exclude_defaults=True) + "\n"


def _at_least_one(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("must be a whole number from 1")
    return int(text)


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the sample to standard output."""
    parser = argparse.ArgumentParser(prog="python -m sample.generate", description="A week of a district's reports.")
    parser.add_argument("--seed", type=int, default=SEED, help=f"another week for every number ({SEED})")
    parser.add_argument("--rows", type=_at_least_one, default=ROWS, help=f"how many reports ({ROWS})")
    asked = parser.parse_args(arguments)
    sys.stdout.writelines(lines(asked.seed, asked.rows))


if __name__ == "__main__":
    main()
