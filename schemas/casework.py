"""Casework: how a case is closed and reopened."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.messages import CaseNumber, Fact, KeptPhotos, Line, Note, Number, Photos, Request, StatementRow
from schemas.texts import N_
from schemas.words import Outcome, Stage


class CloseCase(Request):
    """Close the case with an outcome and the required evidence."""

    kind: Literal["close_case"] = "close_case"
    outcome: Outcome = Field(title=N_("Outcome"))
    elsewhere: Line | None = Field(
        default=None,
        title=N_("Case number in the other system"),
        description=N_("Only for a duplicate in another system."),
    )
    authority: Line | None = Field(
        default=None,
        title=N_("Authorized by"),
        description=N_("Only if the case is withdrawn, or a stolen car was released."),
    )
    photos: Photos = ()


class CaseClosed(Fact):
    """The case was closed. `evidence` is the fact of this case on which the outcome is based."""

    kind: Literal["case_closed"] = "case_closed"
    outcome: Outcome = Field(title=N_("Outcome"))
    evidence: Number | None = Field(default=None, title=N_("Based on fact"))
    of: CaseNumber | None = Field(default=None, title=N_("Number of the older case"))
    reference: StatementRow | None = Field(default=None, title=N_("Reference"))
    photos: KeptPhotos = ()


class Reopen(Request):
    """The case opens again under the same number."""

    kind: Literal["reopen"] = "reopen"
    note: Annotated[Note, Field(min_length=3)]


class CaseReopened(Fact):
    """The case was reopened; it continues with an inspection, or at the lot."""

    kind: Literal["case_reopened"] = "case_reopened"
    stage: Stage = Field(title=N_("Stage"))
