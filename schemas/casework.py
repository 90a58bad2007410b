"""Casework: how a case ends and how it is taken up again."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.messages import CaseNumber, Fact, Line, Note, Number, PhotoId, Request
from schemas.words import Outcome, Stage


class CloseCase(Request):
    """End the case with an outcome from the closed list and the evidence it demands."""

    kind: Literal["close_case"] = "close_case"
    outcome: Outcome
    elsewhere: Line | None = Field(default=None, description="The other system's number, for `duplicate_elsewhere`.")
    authority: Line | None = Field(default=None, description="Who ordered it, for `withdrawn` and `stolen_recovered`.")
    photos: Annotated[tuple[PhotoId, ...], Field(max_length=20)] = ()


class CaseClosed(Fact):
    """The case has ended. `evidence` names the fact of this case on which it rests."""

    kind: Literal["case_closed"] = "case_closed"
    outcome: Outcome
    evidence: Number | None = None
    of: CaseNumber | None = None
    reference: Number | None = None
    photos: tuple[PhotoId, ...] = ()


class Reopen(Request):
    """Take the case up again under the same number."""

    kind: Literal["reopen"] = "reopen"
    note: Annotated[Note, Field(min_length=3)]


class CaseReopened(Fact):
    """The case goes on; somebody looks at the car again, or at the lot."""

    kind: Literal["case_reopened"] = "case_reopened"
    stage: Stage
