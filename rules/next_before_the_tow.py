"""What a case waits for until the car is taken, and what stops it on the way. Knows no clock."""

from datetime import datetime

from rules.casework import outcome_due
from rules.fees import refund_due
from rules.law import Edition
from rules.owner_notice import by_letter, nobody_known, owed_letters, unmailed
from rules.requirements import Asked
from rules.tow_dispatch import seen_again, unstolen
from rules.verification import looked_into, raised
from rules.waiting_periods import ANSWERED_FIRST, CONTESTED, ceiling, floor, known_period, stops_it
from schemas.case import Case
from schemas.law import Duty
from schemas.rulings import NextThing
from schemas.words import Matter, Notice, Role, Step, Stolen, Stops, Thing

Answer = NextThing | None


def closing(case: Case, law: Edition) -> Answer:
    """What a case waits for whose end the record has shown."""
    if (outcome := outcome_due(case)) is None:
        return None
    if waits := hearing_to_hold(case, law):
        return waits
    if due := refund_due(case, law):
        why = f"The hearing found for the owner: what was paid, ${due / 100:,.2f}, is given back."
        return NextThing(thing=Thing.REFUND, by=Role.DISPATCHER, why=why, citation=law.duties[Duty.HEARING].citation)
    if case.open_holds:
        hold = case.open_holds[0].hold
        why = f"The case is ready to close, but a hold ({hold.replace('_', ' ')}) is on."
        rule = law.holds[hold]
        return NextThing(thing=Thing.HOLD, by=rule.lifted_by[0], why=why, citation=rule.citation)
    if unmailed(case) and not case.set_aside("nothing_unsent", "may_close"):
        why = "The case is ready to close, but a letter waits for the post."
        return NextThing(thing=Thing.MAILING, by=Role.DISPATCHER, why=why)
    why = f"The evidence is there: {outcome.replace('_', ' ')}."
    return NextThing(thing=Thing.CLOSING, by=Role.ENGINE, why=why, step=Step.CLOSE)


def police(case: Case) -> Answer:
    """A stolen car is for the police."""
    if case.stolen is not Stolen.STOLEN:
        return None
    why = "The car is reported stolen: the police recover it and say when it is released."
    return NextThing(thing=Thing.POLICE, by=Role.SUPERVISOR, why=why)


def outreach(case: Case) -> Answer:
    """An occupied car is for outreach."""
    look = case.last_inspection
    if look is None or not look.occupied:
        return None
    why = "Somebody is in the car: outreach is asked, and no truck is sent."
    return NextThing(thing=Thing.OUTREACH, by=Role.SUPERVISOR, why=why)


def held(case: Case, law: Edition, stops: Stops) -> Answer:
    """What a case waits for while a hold stops this."""
    for each in case.open_holds:
        rule = law.holds[each.hold]
        if stops in rule.stops:
            why = f"A hold ({each.hold.replace('_', ' ')}) stops the {stops}."
            return NextThing(thing=Thing.HOLD, by=rule.lifted_by[0], why=why, citation=rule.citation)
    return None


def hearing_to_hold(case: Case, law: Edition) -> Answer:
    """What a case waits for while somebody is to be heard."""
    if not case.hearing_open or case.hearing is None:
        return None
    due, citation = ceiling(case, law, "hold_hearing", case.hearing.at)
    why = "The owner asked to be heard by somebody who did not order the tow."
    return NextThing(thing=Thing.HEARING, by=Role.HEARING_OFFICER, why=why, citation=citation, due_at=due)


def law_question(case: Case, law: Edition, *codes: str) -> Answer:
    """What a case waits for while the edition does not know a number that it needs."""
    for code in codes:
        rule = law.periods.get(code)
        if rule and known_period(case, law, code) is None:
            why = f"What the edition does not know is for counsel: {rule.text}."
            return NextThing(thing=Thing.LAW_QUESTION, by=Role.SUPERVISOR, why=why, citation=rule.citation)
    return None


def _asked(case: Case) -> Answer:
    law = ANSWERED_FIRST.citation
    if case.move_claimed:
        why = "The owner says that the car has been moved: an officer looks."
        return NextThing(thing=Thing.REINSPECTION, by=Role.OFFICER, why=why, citation=law)
    if case.extension_asked:
        why = "The owner asks for more time to move the car."
        return NextThing(thing=Thing.EXTENSION_DECISION, by=Role.SUPERVISOR, why=why, citation=law)
    return None


def _stopped(case: Case, law: Edition) -> Answer:
    stopped = closing(case, law) or police(case) or outreach(case)
    return stopped or held(case, law, Stops.TOW) or _asked(case) or hearing_to_hold(case, law)


def notice_or_period(case: Case, law: Edition) -> Answer:
    """A car that was declared abandoned: notice is given, then the owner's time runs."""
    return _stopped(case, law) or _notice(case, law) or law_question(case, law, "owner_notice") or _period(case, law)


def _notice(case: Case, law: Edition) -> Answer:
    """What is still to be done before the owner's time runs: names, letters, the post, the notice on the car."""
    rule = law.notices.get(Notice.PRE_TOW)
    if rule is None:
        return None
    due, citation = ceiling(case, law, "remove", case.declared_at)
    told = citation or rule.citation
    if by_letter(law, Notice.PRE_TOW) and case.parties is None:
        why = "The car is declared abandoned: who owns it, and who holds a lien on it, is asked."
        return NextThing(thing=Thing.PARTIES, by=Role.DISPATCHER, why=why, citation=told, due_at=due)
    if waits := _letters(case, law, rule.citation, due):
        return waits
    if case.sticker is None and (rule.sent_by == "sticker" or nobody_known(case)):
        why = "A notice is fixed to the car."
        if nobody_known(case):
            why = "Nobody is known who could be written to: a notice on the car takes the letter's place."
        return NextThing(thing=Thing.STICKER, by=Role.OFFICER, why=why, citation=rule.citation, due_at=due)
    return None


def _letters(case: Case, law: Edition, citation: str, due: datetime | None) -> Answer:
    """A letter names the day by which the car has to be moved: that day is known before it is written."""
    if owed_letters(case, law):
        why = "The letters to owner and lienholders are written."
        writing = NextThing(
            thing=Thing.LETTERS, by=Role.ENGINE, why=why, citation=citation, due_at=due, step=Step.WRITE_LETTERS
        )
        return law_question(case, law, "owner_notice") or writing
    if unmailed(case):
        why = "The letters are printed: the owner's time runs from the day they are mailed."
        return NextThing(thing=Thing.MAILING, by=Role.DISPATCHER, why=why, citation=citation, due_at=due)
    return None


def _period(case: Case, law: Edition) -> NextThing:
    """The owner's time runs; the engine asks again when it is over."""
    due, _ = ceiling(case, law, "remove", case.declared_at)
    over, last = owner_time_over(case, law), ends_last(case, law)
    once_more = ", once more after a refusal" if last == CONTESTED else ""
    return NextThing(
        thing=Thing.NOTICE_PERIOD,
        by=Role.ENGINE,
        why=f"The owner has time to move the car{once_more}." + _conflict(over, due),
        citation=law.periods[last].citation,
        not_before=over,
        due_at=due,
        step=Step.PASS_TOW_GATE,
        wake_at=over,
    )


def owner_time_over(case: Case, law: Edition) -> datetime | None:
    """When the owner's time to move the car is over, with what the law gives and the city has granted on top."""
    over = floor(case, law, "owner_notice")
    more = (floor(case, law, CONTESTED), case.extended_until)
    return max(over, *(each for each in more if each), over) if over else None


def ends_last(case: Case, law: Edition) -> str:
    """The period of the law that ends last of those that the owner has before the tow."""
    more = floor(case, law, CONTESTED)
    return CONTESTED if more and more == owner_time_over(case, law) else "owner_notice"


def _conflict(over: datetime | None, due: datetime | None) -> str:
    late = over and due and over > due
    return " It ends after the day by which the car should be gone: the law sets both." if late else ""


def order_or_tow(case: Case, law: Edition) -> Answer:
    """A car behind its gate: an order under way, or what is still to be done before it is ordered."""
    return _under_way(case, law) or _stopped(case, law) or _review(case, law) or _to_order(case, law)


def _under_way(case: Case, law: Edition) -> Answer:
    order = case.order
    if order is None and case.ordered is None:
        return None
    if order is None:
        if look := _look_again(case, law, "may_offer"):
            return look
        why = "The order is offered to the next contractor in rotation."
        return NextThing(thing=Thing.OFFER, by=Role.ENGINE, why=why, step=Step.OFFER_TOW)
    if order.accepted_at is None:
        why, due = "The contractor says whether a truck comes.", order.answer_by
        answer = NextThing(thing=Thing.ANSWER, by=Role.CONTRACTOR, why=why, due_at=due)
        waits = _look_again(case, law, "may_accept") or answer
        return waits.model_copy(update={"step": Step.AWAIT_ANSWER, "wake_at": order.answer_by})
    why = "The car is on the hook." if case.hooked else "A truck is on its way."
    return NextThing(thing=Thing.TOW, by=Role.CONTRACTOR, why=why, step=Step.TOW_VEHICLE)


def _review(case: Case, law: Edition) -> Answer:
    for matter in Matter:
        asked = Asked("may_tow", case, law, case.opened_at)
        if raised(case, matter) and (wanting := stops_it(looked_into(asked, matter))):
            why = "A look at the car has raised something that a person looks into before a tow."
            return NextThing(thing=Thing.REVIEW, by=Role.SUPERVISOR, why=why, citation=wanting.citation)
    return None


def _look_again(case: Case, law: Edition, question: str) -> Answer:
    """The look that this question misses; who set it aside for one question has not done so for the others."""
    asked = Asked(question, case, law, case.opened_at)
    if not stops_it(seen_again(asked)) or case.set_aside("seen_again", question):
        return None
    due, citation = ceiling(case, law, "remove", case.declared_at)
    why = "The owner's time is over: an officer looks whether the car is still there."
    return NextThing(thing=Thing.REINSPECTION, by=Role.OFFICER, why=why, citation=citation, due_at=due)


def _to_order(case: Case, law: Edition) -> NextThing:
    due, citation = ceiling(case, law, "remove", case.declared_at)
    asked = Asked("may_tow", case, law, case.opened_at)
    if wanting := stops_it(unstolen(asked)):
        why = "The register of stolen vehicles is asked before a truck is sent."
        told = citation or wanting.citation
        return NextThing(thing=Thing.LOOKUPS, by=Role.DISPATCHER, why=why, citation=told, due_at=due)
    if look := _look_again(case, law, "may_tow"):
        return look
    late = None if case.exempt else owner_time_over(case, law)
    why = "The car may be towed."
    return NextThing(thing=Thing.TOW_ORDER, by=Role.DISPATCHER, why=why, citation=citation, not_before=late, due_at=due)
