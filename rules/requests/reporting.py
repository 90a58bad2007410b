"""The requests about reports: the records check, and two cases of one car."""

from collections.abc import Iterator

from rules.forms import About, each_value, one_form
from rules.law import Edition
from rules.questions import Question
from rules.request_rule import AnyRule, Copied, RequestContext, RequestRule, Words
from rules.roles_and_stages import BEFORE_TOW, CLOSED, OFFICER, OPEN, STAFF, SYSTEM
from rules.rows import CorrectionRows, NoRows, UnnamedRows
from rules.verification import exemption_ends
from schemas.case import Case
from schemas.casework import CaseClosed
from schemas.facts import plain_fact
from schemas.reporting import (
    CaseSplit,
    CloseAsDuplicate,
    CorrectDescription,
    DescriptionCorrected,
    EnterRecordsCheck,
    KeepApart,
    KeptApart,
    RecordsChecked,
    Split,
)
from schemas.texts import N_
from schemas.words import Detail, Outcome

OLDEST = "00-000000"
"""Older than any case. The case that a person names is checked when the form is sent."""


def _answered(context: RequestContext[EnterRecordsCheck], _: NoRows) -> RecordsChecked:
    """A newer registration answer can end the exemption that rested on the old one."""
    ends = exemption_ends(context.case, context.request, context.law, context.at)
    return plain_fact(context.request, RecordsChecked, ends_exemption=ends)


def _closed_as_duplicate(context: RequestContext[CloseAsDuplicate], _: UnnamedRows) -> CaseClosed:
    return plain_fact(context.request, CaseClosed, outcome=Outcome.DUPLICATE)


def _corrected(context: RequestContext[CorrectDescription], rows: CorrectionRows) -> DescriptionCorrected:
    asked = context.request
    corrected = tuple(each for each in Detail if getattr(asked, each))
    return plain_fact(
        asked,
        DescriptionCorrected,
        corrected=corrected,
        was=rows.was,
        vehicle_known=rows.known,
        other_vehicle=rows.other,
    )


def _each_undecided(case: Case, _law: Edition) -> Iterator[About]:
    return ({"other": each.other} for each in case.undecided_duplicates)


def _split(context: RequestContext[Split], _: UnnamedRows) -> CaseSplit:
    return plain_fact(context.request, CaseSplit, of=context.case.duplicate_of)


ENTER_RECORDS_CHECK = RequestRule(
    request=EnterRecordsCheck,
    fact=RecordsChecked,
    roles=STAFF | SYSTEM,
    stages=OPEN,
    question=None,
    forms=one_form,
    rows=NoRows,
    make=_answered,
    words=Words(
        button=N_("Enter records check"),
        help=N_("Enter the results of the stolen-vehicle and registration checks."),
        done=N_("Records check entered"),
    ),
)

CORRECT_DESCRIPTION = RequestRule(
    request=CorrectDescription,
    fact=DescriptionCorrected,
    roles=OFFICER | STAFF,
    stages=OPEN,
    question=None,
    forms=one_form,
    rows=CorrectionRows,
    make=_corrected,
    words=Words(
        button=N_("Correct the description"),
        help=N_("Correct where the car stands, or how it is described. What you leave empty stays as it is."),
        done=N_("Description corrected"),
    ),
)

CLOSE_AS_DUPLICATE = RequestRule(
    request=CloseAsDuplicate,
    fact=CaseClosed,
    roles=STAFF,
    stages=BEFORE_TOW,
    question=Question.MAY_CLOSE_AS_DUPLICATE,
    forms=each_value("of", (OLDEST,)),
    rows=UnnamedRows,
    make=_closed_as_duplicate,
    words=Words(
        button=N_("Close as duplicate"),
        help=N_("Another open case is the same car. This case closes, and its reports move there."),
        done=N_("Case closed"),
    ),
)

KEEP_APART = RequestRule(
    request=KeepApart,
    fact=KeptApart,
    roles=STAFF,
    stages=OPEN,
    question=Question.MAY_KEEP_APART,
    forms=_each_undecided,
    rows=UnnamedRows,
    make=Copied(KeptApart),
    words=Words(
        button=N_("Two different cars"),
        help=N_("The other case is of a different car. Both cases go on."),
        done=N_("Decided: two different cars"),
    ),
)

SPLIT = RequestRule(
    request=Split,
    fact=CaseSplit,
    roles=STAFF,
    stages=CLOSED,
    question=Question.MAY_SPLIT,
    forms=one_form,
    rows=UnnamedRows,
    make=_split,
    words=Words(
        button=N_("Undo: not a duplicate"),
        help=N_("This case opens again on its own, with its own reports."),
        done=N_("Case split"),
    ),
)

RULES: tuple[AnyRule, ...] = (
    ENTER_RECORDS_CHECK,
    CORRECT_DESCRIPTION,
    CLOSE_AS_DUPLICATE,
    KEEP_APART,
    SPLIT,
)
