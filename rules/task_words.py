"""What each task is for, in a sentence for people, and the paragraph behind an act that nothing is missing for."""

from collections.abc import Callable

from rules.casework import outcome_due
from rules.disposal import duty_of_the_way
from rules.fees import refund_due
from rules.goals import likely_route
from rules.guards import STOPPED
from rules.owner_notice import nobody_known
from rules.requirements import Asked
from rules.waiting_periods import CONTESTED, ceiling, ends_last, in_words, known_period, owner_time_over
from rules.ways_out import open_ways, the_way
from schemas.law import Duty
from schemas.messages import at_of
from schemas.rulings import Requirement
from schemas.words import Anchor, Stage, Task

Missing = Requirement | None
Says = Callable[[Asked, Missing], str]

RECORDS = {
    Stage.REPORTED: ("The stolen-vehicle register and the registration authority are asked before anybody drives out."),
    Stage.TOW: "The register of stolen vehicles is asked before a truck is sent.",
    Stage.IMPOUND: ("The register of stolen vehicles is asked again, so that the car can be handed over at any time."),
    Stage.DISPOSAL: "The register of stolen vehicles is asked once more, before anything final.",
}


def why_of(task: Task, asked: Asked, missing: Missing) -> str:
    """Why this task is open."""
    said = SAYS[task]
    return said if isinstance(said, str) else said(asked, missing)


def _second(asked: Asked, _: Missing) -> str:
    request = asked.request
    clause = asked.law.clauses[request.clause]
    period = known_period(asked.case, asked.law, clause.interval)
    apart = f", {in_words(period)} after the first," if period and period.amount else ""
    return f"A second look{apart} proves that the car stands there."


def _police(asked: Asked, _: Missing) -> str:
    if asked.case.towed:
        return "The car is reported stolen: the police tell its owner, who takes it from the lot."
    return "The car is reported stolen: the police recover it and say when it is released."


def _parties(asked: Asked, _: Missing) -> str:
    if asked.case.towed:
        return "Who owns the car, and who holds a lien on it, is asked."
    return "The car is declared abandoned: who owns it, and who holds a lien on it, is asked."


def _counsel(_: Asked, missing: Missing) -> str:
    about = missing.text.removeprefix(NOT_KNOWN) if missing else ""
    return f"What the edition does not know is for counsel: {about}."


NOT_KNOWN = "What this edition does not know is settled: "


def _later_letters(_: Asked, missing: Missing) -> str:
    return f"The next letters wait: {missing.text}." if missing else ""


def _mailing(asked: Asked, _: Missing) -> str:
    if outcome_due(asked.case):
        return "The case is ready to close, but a letter waits for the post."
    if asked.case.towed:
        return "The letters are printed: they are mailed."
    return "The letters are printed: the owner's time runs from the day they are mailed."


def _sticker(asked: Asked, _: Missing) -> str:
    if nobody_known(asked.case):
        return "Nobody is known who could be written to: a notice on the car takes the letter's place."
    return "A notice is fixed to the car."


def _hold(asked: Asked, missing: Missing) -> str:
    placed = next(each for each in asked.case.open_holds if missing and each.placed == missing.fact)
    kind = placed.hold.replace("_", " ")
    if asked.question == "may_close":
        return f"The case is ready to close, but a hold ({kind}) is on."
    return f"A hold ({kind}) stops the {STOPPED[asked.question]}."


def _refund(asked: Asked, _: Missing) -> str:
    due = refund_due(asked.case, asked.law)
    return f"The hearing found for the owner: what was paid, ${due / 100:,.2f}, is given back."


def _state_report(asked: Asked, _: Missing) -> str:
    counts = any(fee.runs_from is Anchor.REPORT_SUBMITTED for fee in asked.law.fees.values())
    return f"The state is told that the car is held{'; storage is counted only from then' * counts}."


def _further_steps(asked: Asked, _: Missing) -> str:
    if nobody_known(asked.case):
        return "Nobody is known who could be written to: a notice is published."
    return "A letter came back: somebody tries another way to reach its party."


def _salvor_status(asked: Asked, _: Missing) -> str:
    if asked.case.salvor_status:
        return "Officer and salvor name different things: one of them looks again."
    return "The salvor names the status of the car, for itself."


def _advertisement(asked: Asked, _: Missing) -> str:
    if asked.case.stage is Stage.IMPOUND and advertised_last(asked):
        return "The sale is advertised once everything else has passed: an advertisement holds for a time only."
    return "The sale is advertised."


def advertised_last(asked: Asked) -> bool:
    """Whether an advertisement holds for a time only: then it comes after everything else."""
    ceilings = (code for way in asked.ways for code in way.rule.ceilings)
    return any(asked.law.periods[code].anchor is Anchor.ADVERTISED for code in ceilings)


def _renewal(_: Asked, missing: Missing) -> str:
    return missing.text if missing else ""


def _notice_period(asked: Asked, _: Missing) -> str:
    case, law = asked.case, asked.law
    due, _paragraph = ceiling(case, law, "remove", at_of(case.declared))
    over = owner_time_over(case, law)
    once_more = ", once more after a refusal" if ends_last(case, law) == CONTESTED else ""
    late = " It ends after the day by which the car should be gone: the law sets both."
    return f"The owner has time to move the car{once_more}.{late if over and due and over > due else ''}"


def _tow(asked: Asked, _: Missing) -> str:
    return "The car is on the hook." if asked.case.towed else "A truck is on its way."


def _disposal(asked: Asked, _: Missing) -> str:
    route, way = likely_route(asked.case, asked.law), the_way(open_ways(asked.case, asked.law))
    by_state = duty_of_the_way(asked.law, way, Duty.AUTHORITY)
    said = f"The state has allowed it: {route}." if by_state else f"The law leads it to this end: {route}."
    if way and way.rule.ceilings:
        said += " What was announced holds until the day by which it is due; after that it is announced anew."
    return said


def _closing(asked: Asked, _: Missing) -> str:
    outcome = outcome_due(asked.case)
    return f"The evidence is there: {outcome.replace('_', ' ')}." if outcome else ""


SAYS: dict[Task, str | Says] = {
    Task.LOOKUPS: lambda asked, _: RECORDS[asked.case.stage],
    Task.INSPECTION: "An officer looks whether the car is there and whether it is abandoned.",
    Task.SECOND_OBSERVATION: _second,
    Task.OUTREACH: "Somebody is in the car: outreach is asked, and no truck is sent.",
    Task.REVIEW: "A look at the car has raised something that a person looks into before a tow.",
    Task.LAW_QUESTION: _counsel,
    Task.APPRAISAL: "What the car is worth, and the year of its model: the ways out depend on both.",
    Task.SERVICE_CHECK: "The register of military service is asked: whoever serves keeps the car.",
    Task.ADVERTISEMENT: _advertisement,
    Task.POLICE: _police,
    Task.PARTIES: _parties,
    Task.LETTERS: "The letters to owner and lienholders are written.",
    Task.LATER_LETTERS: _later_letters,
    Task.MAILING: _mailing,
    Task.RENEWAL: _renewal,
    Task.STICKER: _sticker,
    Task.NOTICE_PERIOD: _notice_period,
    Task.EXTENSION_DECISION: "The owner asks for more time to move the car.",
    Task.MOVE_CHECK: "The owner says that the car has been moved: an officer looks.",
    Task.REINSPECTION: "The owner's time is over: an officer looks whether the car is still there.",
    Task.TOW_ORDER: "The car may be towed.",
    Task.OFFER: "The order is offered to the next contractor in rotation.",
    Task.ANSWER: "The contractor says whether a truck comes.",
    Task.TOW: _tow,
    Task.INTAKE: "The lot keeper takes the car in and lists what is in it.",
    Task.STATE_REPORT: _state_report,
    Task.HEARING: "The owner asked to be heard by somebody who did not order the tow.",
    Task.FREE_RETRIEVAL: "The owner has won the hearing and takes the car back without paying anything.",
    Task.REFUND: _refund,
    Task.FURTHER_STEPS: _further_steps,
    Task.RECLAIM_PERIOD: "Owner and lienholders have time to reclaim the car and to ask for a hearing.",
    Task.OFFICER_STATUS: "An officer names the status of the car: with value, salvage or nonrepairable.",
    Task.SALVOR_STATUS: _salvor_status,
    Task.AUTHORITY: "The state is asked to allow the disposal.",
    Task.DISPOSAL: _disposal,
    Task.DISPOSAL_REPORT: "The national title system is told.",
    Task.CLOSING: _closing,
    Task.HOLD: _hold,
    Task.FAILED_STEP: lambda asked, _: (
        f"The step {asked.case.failed.step if asked.case.failed else None} did not succeed."
    ),
    Task.NOTHING: "The case is closed.",
}


def paragraph_of(act: Task, asked: Asked) -> str | None:
    """The paragraph behind the act of a goal, if another one than that of its ceiling."""
    law = asked.law
    if act is Task.SECOND_OBSERVATION:
        return law.periods[law.clauses[asked.request.clause].interval].citation
    if act is Task.NOTICE_PERIOD:
        return law.periods[ends_last(asked.case, law)].citation
    if act is Task.RECLAIM_PERIOD:
        return law.periods["reclaim"].citation
    if act is Task.DISPOSAL_REPORT:
        return law.duties[Duty.TITLE_REPORT].citation
    return _of_the_way(asked) if act is Task.DISPOSAL else None


def _of_the_way(asked: Asked) -> str | None:
    way = the_way(asked.ways)
    authority = duty_of_the_way(asked.law, way, Duty.AUTHORITY)
    return authority.citation if authority else way.rule.citation if way else None
