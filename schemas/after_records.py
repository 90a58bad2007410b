"""The folds of records checks: what was answered, and an answer that needs a person. Knows no clock and no law."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from schemas import disposal, mail, owner_notice, records, reporting, waiting_periods
from schemas.after_the_tow import held
from schemas.case import Case
from schemas.case_parts import Inquiry, RecordsCheck, Referral
from schemas.messages import Fact, JournalEntry
from schemas.records import HITS, AnswerOutcome
from schemas.reopened_periods import reopen_notice
from schemas.words import Hold, Stage, Stolen, Task

SYSTEM = "system"
"""The account of the system: no person."""

POSSIBLY_STOLEN = waiting_periods.HoldPlaced(hold=Hold.POLICE_EVIDENCE)


def _records_checked(case: Case, entry: JournalEntry, fact: reporting.RecordsChecked) -> Case:
    """An older answer does not replace a newer one. `found_stolen` stays once it is set."""
    stage = Stage.VERIFICATION if case.stage is Stage.REPORTED else case.stage
    found = entry.recorded if fact.stolen is Stolen.STOLEN else case.found_stolen
    case = case.with_(found_stolen=found, stage=stage)
    if case.records_check and entry.at < case.records_check.at:
        return case
    if entry.actor != SYSTEM:
        case = _no_longer_suspected(case, entry)
    if fact.ends_exemption:
        case = reopen_notice(_no_longer_exempt(case))
    answer = RecordsCheck(
        fact=entry.number,
        at=entry.at,
        by=entry.actor,
        stolen=fact.stolen,
        registration=fact.registration,
        registration_expired=fact.registration_expired,
    )
    return case.with_(records_check=answer)


def _no_longer_suspected(case: Case, entry: JournalEntry) -> Case:
    """A person's check takes the place of what a service suspected before: what it says of theft has its own guards."""
    ended = [
        each.fact
        for each in case.open_holds
        if (each.hold, each.by) == (POSSIBLY_STOLEN.hold, SYSTEM) and each.at <= entry.at
    ]
    holds = (replace(each, released=entry.recorded) if each.fact in ended else each for each in case.holds)
    return case.with_(holds=tuple(holds))


def _no_longer_exempt(case: Case) -> Case:
    return case.with_(declared=replace(case.declared, exempt=None)) if case.declared else case


def _asked(case: Case, entry: JournalEntry, fact: records.RecordsAsked) -> Case:
    new = Inquiry(fact=entry.number, at=entry.at, by=entry.actor, task=fact.task, expected_by=fact.expected_by)
    return case.with_(inquiries=(*_waiting_but(case, fact.task), new))


def _waiting_but(case: Case, task: Task) -> tuple[Inquiry, ...]:
    return tuple(each for each in case.inquiries if each.task is not task)


def _referred(case: Case, entry: JournalEntry, fact: records.AnswerReferred) -> Case:
    """A possible theft holds the car until a person has checked it."""
    before, away = case.referral(fact.task), AnswerOutcome.UNAVAILABLE
    is_still_away = before is not None and before.outcome is away and fact.outcome is away
    new = Referral(
        fact=entry.number,
        at=entry.at,
        by=entry.actor,
        task=fact.task,
        outcome=fact.outcome,
        parties=fact.parties,
        unanswered=before.unanswered + 1 if before and is_still_away else 0,
    )
    case = case.with_(referrals=(*_but(case, fact.task), new), inquiries=_waiting_but(case, fact.task))
    return held(case, entry, POSSIBLY_STOLEN) if fact.outcome in HITS else case


def _but(case: Case, task: Task) -> tuple[Referral, ...]:
    return tuple(each for each in case.referrals if each.task is not task)


DONE_BY: dict[type[Fact], Task] = {
    reporting.RecordsChecked: Task.RECORDS_CHECK,
    owner_notice.PartiesRecorded: Task.PARTIES,
    mail.FurtherStepTaken: Task.PARTIES,
    disposal.ServiceChecked: Task.SERVICE_CHECK,
}
"""The facts by which a person, or the system, does a task that a service was asked about."""
SEARCH = mail.SATISFIED_BY[mail.FurtherStep.RECORDS_AGAIN]


def settle_referral(case: Case, fact: Fact) -> Case:
    """The case without the referral, and the question that waits, which this fact settles: of the steps after a return
    only a search for the reader does.
    """
    is_search = not isinstance(fact, mail.FurtherStepTaken) or fact.step in SEARCH
    task = DONE_BY.get(type(fact)) if is_search else None
    if task is None or not (case.referral(task) or case.inquiry(task)):
        return case
    return case.with_(referrals=_but(case, task), inquiries=_waiting_but(case, task))


FOLDS_OF_RECORDS: dict[type[Fact], Callable[[Case, JournalEntry, Any], Case]] = {
    reporting.RecordsChecked: _records_checked,
    records.RecordsAsked: _asked,
    records.AnswerReferred: _referred,
}
