"""The lives of the sample's cars, and how many of each: the proportions of real reports.

Boston's 95 rows: 55 % gone on inspection, 22 % duplicates, 12 % towed, 5 % registered and in use.
"""

from typing import Final, NamedTuple

from schemas.words import Outcome, Registration


class Life(NamedTuple):
    """How a reported car's life goes on. `share` is its number of reports in 66.

    `same_plate`: the report repeats the plate of an earlier one, and joins its case automatically.
    """

    share: int
    outcome: Outcome
    note: str
    registration: Registration | None = None
    hazard: bool = False
    same_plate: bool = False


LIVES: Final = (
    Life(36, Outcome.GONE_ON_ARRIVAL, "Nothing stood there when the officer came."),
    Life(6, Outcome.DUPLICATE, "The same plate was reported before.", same_plate=True),
    Life(3, Outcome.DUPLICATE, "The same car at the same place, reported without a plate."),
    Life(4, Outcome.DUPLICATE_ELSEWHERE, "Another city system already has this car."),
    Life(4, Outcome.UNFOUNDED, "Registered, inspected and in use.", Registration.VALID),
    Life(3, Outcome.MOVED_BY_OWNER, "The owner moved it after the letter.", Registration.EXPIRED),
    Life(2, Outcome.AUCTIONED, "Towed, never claimed, sold.", Registration.EXPIRED),
    Life(2, Outcome.RECLAIMED, "Towed; the owner paid and took it home.", Registration.EXPIRED),
    Life(1, Outcome.DISMANTLED, "Towed; worth its parts.", Registration.NOT_FOUND),
    Life(1, Outcome.CRUSHED, "Burned out and leaking; towed at once.", Registration.EXPIRED, hazard=True),
    Life(1, Outcome.WRONGLY_TOWED, "Towed; the owner won the hearing.", Registration.EXPIRED),
    Life(1, Outcome.REFERRED_TO_OUTREACH, "Somebody lives in it."),
    Life(1, Outcome.STOLEN_RECOVERED, "Stolen; the police gave it back.", Registration.VALID),
    Life(1, Outcome.WITHDRAWN, "The street's owner, a university, deals with it."),
)


def lives_of(rows: int) -> list[Life]:
    """This many lives in those proportions, in the order of the table (largest remainders)."""
    total = sum(life.share for life in LIVES)
    counts = [rows * life.share // total for life in LIVES]
    by_remainder = sorted(range(len(LIVES)), key=lambda at: -(rows * LIVES[at].share % total))
    for at in by_remainder[: rows - sum(counts)]:
        counts[at] += 1
    return [life for life, count in zip(LIVES, counts, strict=True) for _ in range(count)]
