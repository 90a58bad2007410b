"""What each task is for, in a sentence for people, and the paragraph behind an act that nothing is missing for."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from rules.casework import outcome_due
from rules.disposal import duty_of_the_option
from rules.disposal_options import first_option, open_options
from rules.duties import waits_for_counsel
from rules.fees import refund_due
from rules.goals import likely_route
from rules.holds import STOPPED
from rules.law import Edition
from rules.owner_notice import nobody_known, unmailed
from rules.records import is_asked, referral_of
from rules.requirements import GuardContext
from rules.returns import next_in_words
from rules.waiting_periods import CONTESTED, ceiling, ends_last, in_words, known_period, owner_time_over
from schemas.case_parts import Inquiry
from schemas.law import Duty
from schemas.messages import at_of
from schemas.records import AnswerOutcome
from schemas.rulings import Requirement
from schemas.texts import in_sentence
from schemas.words import Anchor, Stage, Stolen, Task

Missing = Requirement | None
Says = Callable[[GuardContext, Missing], str]

RECORDS = {
    Stage.REPORTED: "Stolen-vehicle and registration records are checked before an officer is sent.",
    Stage.TOW: "Stolen-vehicle records are checked before a truck is sent.",
    Stage.IMPOUND: "Stolen-vehicle records are checked again, so that the car can be released at any time.",
    Stage.DISPOSAL: "Stolen-vehicle records are checked once more before anything final.",
}


def why_of(task: Task, context: GuardContext, missing: Missing) -> str:
    """Why this task is open."""
    said = SAYS[task]
    return said if isinstance(said, str) else said(context, missing)


def _second(context: GuardContext, _: Missing) -> str:
    request = context.request
    clause = context.law.clauses[request.clause]
    period = known_period(context.case, context.law, clause.interval)
    apart = f", {in_words(period)} after the first," if period and period.amount else ""
    return f"A second inspection{apart} shows that the car has not moved."


def _records(context: GuardContext, _: Missing) -> str:
    return _asked(RECORDS[context.case.stage], Task.RECORDS_CHECK, context, REFERRED)


def _asked(why: str, task: Task, context: GuardContext, referred: Mapping[AnswerOutcome, str]) -> str:
    """Why the task is open; and that a service is asked, or what is to be done with its answer."""
    if referral := referral_of(task, context.case, context.law):
        return f"{why} {referred[referral.outcome]}"
    if not is_asked(task, context.case, context.law):
        return why
    inquiry = context.case.inquiry(task)
    return f"{why} {_by_file(inquiry, context.law) if inquiry else 'The records service is asked.'}"


def _by_file(inquiry: Inquiry, law: Edition) -> str:
    """The last moment of a day is that of the day before."""
    asked, last = (each.astimezone(law.tz) for each in (inquiry.at, inquiry.expected_by - timedelta(seconds=1)))
    return f"The records system was asked on {asked:%b %-d}; its answer is expected by {last:%b %-d}."


Answer = AnswerOutcome
REFERRED = {
    Answer.CLEAR: "The records service has answered. Look at its answer and enter the result.",
    Answer.HIT: "The records service says that the car is stolen. Confirm it with the agency that entered it.",
    Answer.POSSIBLE_HIT: "The car may be stolen. Confirm it with the agency that entered it, then enter the result.",
    Answer.NOT_FOUND: "The records service has no record of this plate or VIN. Check what was read on the car.",
    Answer.SEVERAL: "The answers of the records service differ. Compare them and enter the result.",
    Answer.OTHER_VEHICLE: (
        "Plate, VIN, make or year are not those of one car. Compare the answer with the car, and correct what is wrong."
    ),
    Answer.PARTIAL: "Not every source of the records service answered. Ask the missing one.",
    Answer.UNAVAILABLE: "The records service does not answer. Check the records yourself; it is asked again later.",
    Answer.REFUSED: "The records service refused the question. Check the records yourself.",
}
"""What a person does with an answer about theft and registration that settles nothing by itself."""

PARTIES_REFERRED = REFERRED | {
    Answer.CLEAR: "The records service has answered. Look at its answer and enter the parties.",
    Answer.HIT: "The records service says that the car is stolen. Tell the police, and enter the parties.",
    Answer.POSSIBLE_HIT: "The car may be stolen. Tell the police, and enter the parties.",
    Answer.NOT_FOUND: "The records service names no owner. Search on, or state that no owner could be found.",
    Answer.SEVERAL: "The records service names more than one owner, or its answers differ. Compare them and enter one.",
    Answer.PARTIAL: "The records service left something out, such as an address. Look at its answer and complete it.",
    Answer.UNAVAILABLE: "The records service does not answer. Find the parties yourself; it is asked again later.",
    Answer.REFUSED: "The records service refused the question. Find the parties yourself.",
}
"""The same of an answer about owner and lienholders."""


SERVICE = "Military status (SCRA) must be checked: the car of a person on active duty is protected."
SERVICE_REFERRED = {
    **dict.fromkeys(Answer, "The records service could not say for every owner. Check the status yourself."),
    Answer.UNAVAILABLE: "The records service does not answer. Check the status yourself; it is asked again later.",
}
"""The same of an answer about military service."""


def _police(context: GuardContext, _: Missing) -> str:
    if context.case.stolen is not Stolen.STOLEN:
        return "A records service says that the car may be stolen. The police confirm it, or enter that it is not."
    if context.case.towed:
        return "The car is reported stolen. The police notify its owner, who picks it up at the lot."
    return "The car is reported stolen. The police recover it and say when it is released."


def _parties(context: GuardContext, missing: Missing) -> str:
    if again := _after_a_return(context, missing):
        return _asked(again, Task.PARTIES, context, PARTIES_REFERRED)
    why = "Find out who owns the car and who holds a lien on it."
    if not context.case.towed:
        why = "The car is declared abandoned. Find out who owns it and who holds a lien on it."
    return _asked(why, Task.PARTIES, context, PARTIES_REFERRED)


def _counsel(_: GuardContext, missing: Missing) -> str:
    about = missing.text.removeprefix(NOT_KNOWN) if missing else ""
    return f"The law leaves a question open that counsel must answer: {about}."


NOT_KNOWN = "What this edition does not know is settled: "


def _letters(context: GuardContext, _: Missing) -> str:
    return (
        WAITS
        if waits_for_counsel(context, Task.LETTERS)
        else "The letters to the owner and lienholders are being written."
    )


def _later_letters(context: GuardContext, _: Missing) -> str:
    return WAITS if waits_for_counsel(context, Task.LATER_LETTERS) else "The next letters wait until they are due."


WAITS = "The letters have to name an amount or a day that is not known yet. They wait for counsel's answer."


def _mailing(context: GuardContext, _: Missing) -> str:
    if outcome_due(context.case):
        return "The case is ready to close, but a letter still has to be mailed."
    said = "The letters are printed and have to be mailed."
    if not context.case.towed:
        said = "The letters are printed. The owner's time starts on the day they are mailed."
    return f"{said}{_by_the_house(context)}"


def _by_the_house(context: GuardContext) -> str:
    """Where the letters are, if a mail house mails them."""
    waiting = unmailed(context.case) if context.law.mail_house else ()
    if fault := next((each.not_mailed.fault for each in waiting if each.not_mailed), None):
        return f" {fault.words}: print it and mail it."
    if any(each.handed_over is None for each in waiting):
        return " They go out with the next batch."
    return " The mail house has them." if waiting else ""


def _sticker(context: GuardContext, _: Missing) -> str:
    if nobody_known(context.case):
        return "No owner or lienholder is known, so a notice on the car takes the place of the letter."
    return "A notice must be posted on the car."


def _duplicate(_: GuardContext, missing: Missing) -> str:
    return f"Two open cases are perhaps of one car. {missing.text}." if missing else ""


def _hold(context: GuardContext, missing: Missing) -> str:
    placed = next(each for each in context.case.open_holds if missing and each.fact == missing.fact)
    kind = in_sentence(placed.hold.words)
    if context.question == "may_close":
        return f"The case is ready to close, but a hold ({kind}) is open."
    return f"A hold ({kind}) blocks the {STOPPED[context.question]}."


def _refund(context: GuardContext, _: Missing) -> str:
    due = refund_due(context.case, context.law)
    won = "The owner won the hearing" if context.case.wrongly_towed else "The car was stolen from its owner"
    return f"{won}: the ${due / 100:,.2f} paid must be refunded."


def _state_report(context: GuardContext, _: Missing) -> str:
    counts = any(fee.runs_from is Anchor.REPORT_SUBMITTED for fee in context.law.fees.values())
    return f"The impound must be reported to the state{'; storage is charged only from then' * counts}."


def _further_steps(context: GuardContext, missing: Missing) -> str:
    if nobody_known(context.case):
        return "No owner or lienholder is known, so a notice must be published."
    return _after_a_return(context, missing) or "The notice must be published again."


def _after_a_return(context: GuardContext, missing: Missing) -> str:
    return next_in_words(context.case, context.law, missing.fact if missing else None)


def _salvor_status(context: GuardContext, _: Missing) -> str:
    if context.case.salvor_status:
        return "The officer and the contractor classified the car differently. One of them must check again."
    return "The contractor classifies the car independently of the officer."


def _advertisement(context: GuardContext, _: Missing) -> str:
    if context.case.stage is Stage.IMPOUND and advertised_last(context):
        return "The sale is advertised last, because an advertisement is valid only for a limited time."
    return "The sale must be advertised."


def advertised_last(context: GuardContext) -> bool:
    """Whether an advertisement holds for a time only: then it comes after everything else."""
    ceilings = (code for option in context.options for code in option.rule.ceilings)
    return any(context.law.periods[code].anchor is Anchor.ADVERTISED for code in ceilings)


def _renewal(_: GuardContext, missing: Missing) -> str:
    return missing.text if missing else ""


def _notice_period(context: GuardContext, _: Missing) -> str:
    case, law = context.case, context.law
    due, _paragraph = ceiling(case, law, "remove", at_of(case.declared))
    over = owner_time_over(case, law)
    once_more = ", again after a refusal" if ends_last(case, law) == CONTESTED else ""
    late = " This period ends after the removal deadline; the law sets both."
    return f"The owner has time to move the car{once_more}.{late if over and due and over > due else ''}"


def _tow(context: GuardContext, _: Missing) -> str:
    return "The car is hooked up." if context.case.towed else "A truck is on its way."


def _disposal(context: GuardContext, _: Missing) -> str:
    route, option = likely_route(context.case, context.law), first_option(open_options(context.case, context.law))
    by_state = duty_of_the_option(context.law, option, Duty.AUTHORITY)
    said = (
        f"The state has authorized this disposal: {route}."
        if by_state
        else f"The law provides for this disposal: {route}."
    )
    if option and option.rule.ceilings:
        said += " The announcement is valid until the due date; after that it must be repeated."
    return said


def _closing(context: GuardContext, _: Missing) -> str:
    outcome = outcome_due(context.case)
    return f"The evidence for closing is on record: {outcome.replace('_', ' ')}." if outcome else ""


SAYS: dict[Task, str | Says] = {
    Task.RECORDS_CHECK: _records,
    Task.INSPECTION: "An officer checks whether the car is there and abandoned.",
    Task.SECOND_OBSERVATION: _second,
    Task.OUTREACH: "Someone is in the car. Outreach is called in, and no truck is sent.",
    Task.REVIEW: "An inspection raised a question that must be reviewed before a tow.",
    Task.LAW_QUESTION: _counsel,
    Task.APPRAISAL: "The disposal options depend on the car's value and model year.",
    Task.SERVICE_CHECK: lambda context, _: _asked(SERVICE, Task.SERVICE_CHECK, context, SERVICE_REFERRED),
    Task.ADVERTISEMENT: _advertisement,
    Task.POLICE: _police,
    Task.PARTIES: _parties,
    Task.LETTERS: _letters,
    Task.LATER_LETTERS: _later_letters,
    Task.MAILING: _mailing,
    Task.RENEWAL: _renewal,
    Task.STICKER: _sticker,
    Task.OWNER_CALL: "The plates are current. Try to reach the owner by telephone before the car is taken.",
    Task.NOTICE_PERIOD: _notice_period,
    Task.EXTENSION_DECISION: "The owner asked for more time to move the car.",
    Task.DUPLICATE_CHECK: _duplicate,
    Task.MOVE_CHECK: "The owner says that the car was moved. An officer checks.",
    Task.REINSPECTION: "The owner's notice period has ended. An officer checks whether the car is still there.",
    Task.TOW_ORDER: "The car may be towed.",
    Task.OFFER: "The order is offered to the next contractor in the rotation.",
    Task.ANSWER: "The contractor accepts or declines the order.",
    Task.TOW: _tow,
    Task.INTAKE: "The lot keeper takes the car in and lists its contents.",
    Task.STATE_REPORT: _state_report,
    Task.HEARING: "The owner asked for a hearing by someone who did not order the tow.",
    Task.FREE_RETRIEVAL: "The owner won the hearing and can take the car back free of charge.",
    Task.REFUND: _refund,
    Task.FURTHER_STEPS: _further_steps,
    Task.RECLAIM_PERIOD: "The owner and lienholders have time to reclaim the car and to ask for a hearing.",
    Task.OFFICER_STATUS: "An officer classifies the car: with value, salvage or nonrepairable.",
    Task.SALVOR_STATUS: _salvor_status,
    Task.AUTHORITY: "The state must authorize the disposal.",
    Task.DISPOSAL: _disposal,
    Task.DISPOSAL_REPORT: "The disposal must be reported to NMVTIS.",
    Task.CLOSING: _closing,
    Task.HOLD: _hold,
    Task.FAILED_STEP: lambda context, _: (
        f"The step {context.case.failed.step if context.case.failed else None} failed."
    ),
    Task.NOTHING: "The case is closed.",
}


def paragraph_of(act: Task, context: GuardContext) -> str | None:
    """The paragraph behind the act of a goal, if another one than that of its ceiling."""
    law = context.law
    if act is Task.SECOND_OBSERVATION:
        return law.periods[law.clauses[context.request.clause].interval].citation
    if act is Task.NOTICE_PERIOD:
        return law.periods[ends_last(context.case, law)].citation
    if act is Task.RECLAIM_PERIOD:
        return law.periods["reclaim"].citation
    if act is Task.DISPOSAL_REPORT:
        return law.duties[Duty.TITLE_REPORT].citation
    return _of_the_option(context) if act is Task.DISPOSAL else None


def _of_the_option(context: GuardContext) -> str | None:
    option = first_option(context.options)
    authority = duty_of_the_option(context.law, option, Duty.AUTHORITY)
    return authority.citation if authority else option.rule.citation if option else None
