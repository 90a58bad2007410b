"""What the sample users read before they act: the case, its edition, the bill, open questions of law."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from rules.disposal_options import if_appraised, if_classified, open_options
from rules.fees import refund_due
from rules.law import DisposalRule, Edition
from rules.library import find_edition
from rules.notices_in_time import reissued
from rules.owner_notice import unanswered
from rules.returns import missing_steps
from rules.waiting_periods import unknown_provisions
from sample.scene import TOWED, End, Scene
from schemas.case import Case
from schemas.importing import Story
from schemas.mail import FurtherStep
from schemas.tasks import OpenTask
from schemas.words import Notice, Outcome, Role, Task, VehicleStatus
from workers.client import checked
from workers.sample_users import SampleUsers

PRICED = (Task.RECLAIM_PERIOD, Task.FREE_RETRIEVAL, Task.OFFICER_STATUS)


@dataclass(frozen=True)
class ScenePart:
    """What the sample plays for a case: its story, and the older case of the same car."""

    story: Story
    original: str | None = None


async def set_scene(
    sample_users: SampleUsers, part: ScenePart, shown: Mapping[str, Any], *, now: datetime, refused: bool
) -> Scene:
    """The case as these users see it; `refused` says whether their last request was refused. Raises StackError."""
    scene, owed = scene_of(part, shown, now), 0
    if shown["tasks"][0]["task"] in PRICED:
        owed = checked(await sample_users.get(Role.SUPERVISOR, f"/api/cases/{scene.case.case}/bill"))["owed"]
    return replace(scene, lot=sample_users.lot, owed=owed, refused=refused)


def scene_of(part: ScenePart, shown: Mapping[str, Any], now: datetime) -> Scene:
    """What the case itself says, as the API returns it, and what its edition says."""
    case, waits = Case.model_validate(shown["state"]), OpenTask.model_validate(shown["tasks"][0])
    law = find_edition(case.edition)
    end = end_of(part.story, case, law)
    return Scene(
        case,
        part.story,
        original=part.original,
        refund=refund_due(case, law),
        clauses=tuple(code for code, each in law.clauses.items() if (each.on != "public") == case.private_property),
        unknown=tuple(each for each in sorted(unknown_provisions(law)) if _asks(waits.why, law, each)),
        end=end,
        late=waits.due_at is not None and waits.due_at < now,
        lapsed=_lapsed(case, law, end),
        came_back=tuple(_came_back(case, law)),
    )


def _came_back(case: Case, law: Edition) -> Iterator[tuple[int, FurtherStep]]:
    """Each letter that came back, with the next step after that."""
    for each in unanswered(case, law, open_options(case, law)):
        yield each.letter, missing_steps(each, law)[0].step


def _asks(why: str, law: Edition, provision: str) -> bool:
    """Whether the case waits for this number, which is named in the words of the form."""
    return why.endswith(f": {getattr(law.provisions[provision], 'text', provision)}.")


def end_of(story: Story, case: Case, law: Edition) -> End:
    """The end that the story tells, or the nearest one that this edition has for the car."""
    told = TOWED.get(story.outcome, TOWED[Outcome.AUCTIONED])
    ends = [told._replace(status=status) for status in dict.fromkeys((told.status, *VehicleStatus))]
    lawful = next((each for each in ends if each.route in _way(case, law, each).routes), None)
    return lawful or told._replace(route=_way(case, law, told).routes[0])


def _way(case: Case, law: Edition, end: End) -> DisposalRule:
    """The disposal option for a car of this status, value and age."""
    classified = if_classified(if_classified(case, end.status, by_salvor=False), end.status, by_salvor=True)
    return open_options(if_appraised(classified, end.value, end.model_year), law)[0].rule


def _lapsed(case: Case, law: Edition, end: End) -> Notice | None:
    """The notice to issue again because a letter missed its time, or the one that this option's ceiling counts from."""
    if again := reissued(case, law):
        return again.notice
    notices = (law.periods[code].notice for code in _way(case, law, end).ceilings)
    return next((each for each in notices if each), None)
