"""What a car waits for that stands in a lot, until it is home or gone. Knows no clock."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from rules.disposal import clear_at_the_end, disposed, duty_of_the_way, latest, no_servicemember, run_out
from rules.fees import unknown_fees
from rules.impound import CARE, register_asked_in_the_lot
from rules.law import Edition
from rules.next_before_the_tow import closing, hearing_to_hold, held, law_question
from rules.notices_in_time import given_anew
from rules.owner_notice import nobody_known, owed_letters, owes_no_notice, unanswered, unmailed
from rules.requirements import Asked
from rules.waiting_periods import ceiling, floor, stops_it
from rules.ways_out import asks_a_value, floors_of, open_ways, status_of, the_way
from schemas.case import Case
from schemas.law import Duty
from schemas.rulings import NextThing, Requirement
from schemas.words import Anchor, Notice, Role, Route, Step, Stolen, Stops, Thing

Answer = NextThing | None


def car_in_the_lot(case: Case, law: Edition) -> Answer:
    """What a car in the lot waits for, while it can be reclaimed."""
    return (
        closing(case, law)
        or hearing_to_hold(case, law)
        or _intake(case)
        or _state_report(case, law)
        or _letters(case, law)
        or _register(case, law)
        or _free_retrieval(case, law)
        or _renewal(case, law)
        or _unknown_fees(case, law)
        or _further_steps(case, law)
        or _appraisal(case, law)
        or held(case, law, Stops.DISPOSAL)
        or _stolen(case, law)
        or _later_letters(case, law)
        or _unknown_floors(case, law)
        or _reclaim_period(case, law)
    )


def _intake(case: Case) -> Answer:
    why = "The lot keeper takes the car in and lists what is in it."
    thing = NextThing(thing=Thing.INTAKE, by=Role.LOT_KEEPER, why=why, citation=CARE.citation)
    return thing if case.intake is None else None


def _state_report(case: Case, law: Edition) -> Answer:
    if case.state_reported or Duty.STATE_REPORT not in law.duties:
        return None
    due, citation = ceiling(case, law, "state_report", case.hooked_at)
    counts = any(fee.runs_from is Anchor.REPORT_SUBMITTED for fee in law.fees.values())
    why = f"The state is told that the car is held{'; storage is counted only from then' * counts}."
    return NextThing(thing=Thing.STATE_REPORT, by=Role.DISPATCHER, why=why, citation=citation, due_at=due)


def _letters(case: Case, law: Edition) -> Answer:
    """Names, letters, the post; letters that wait for a floor come later."""
    if case.parties is None:
        due, citation = _by_when(case, law, (Notice.IMPOUND,))
        why = "Who owns the car, and who holds a lien on it, is asked."
        return NextThing(thing=Thing.PARTIES, by=Role.DISPATCHER, why=why, citation=citation, due_at=due)
    if owed := [each for each in _owed(case, law) if law.notices[each].not_before is None]:
        return _writing(case, law, owed)
    if waiting := [each.notice for each in unmailed(case)]:
        due, citation = _by_when(case, law, waiting)
        why = "The letters are printed: they are mailed."
        return NextThing(thing=Thing.MAILING, by=Role.DISPATCHER, why=why, citation=citation, due_at=due)
    return None


def _owed(case: Case, law: Edition) -> tuple[Notice, ...]:
    return tuple(dict.fromkeys(each.notice for each in owed_letters(case, law)))


def _writing(case: Case, law: Edition, owed: Sequence[Notice]) -> NextThing:
    """A letter waits for the days that it has to name."""
    due, citation = _by_when(case, law, owed)
    why = "The letters to owner and lienholders are written."
    step = Step.WRITE_LETTERS
    writing = NextThing(thing=Thing.LETTERS, by=Role.ENGINE, why=why, citation=citation, due_at=due, step=step)
    return law_question(case, law, *_named_in(owed)) or writing


def _later_letters(case: Case, law: Edition) -> Answer:
    """Letters that are not written before a floor has passed."""
    waits = {each: code for each in _owed(case, law) if (code := law.notices[each].not_before)}
    if not waits:
        return None
    writing = law_question(case, law, *waits.values()) or _writing(case, law, tuple(waits))
    if writing.step is None:
        return writing
    over = min((each for code in waits.values() if (each := floor(case, law, code))), default=None)
    why = f"The next letters wait: {law.periods[next(iter(waits.values()))].text}."
    return writing.model_copy(update={"why": why, "not_before": over, "wake_at": over or case.opened_at})


def _by_when(case: Case, law: Edition, notices: Sequence[Notice]) -> tuple[datetime | None, str | None]:
    """By when letters are due: those that come after the first ones have a time of their own."""
    own = [code for each in notices if each not in FIRST and (code := law.notices[each].within)]
    if len(own) == len(notices):
        return latest(case, law, own), law.periods[own[0]].citation
    code = "hazard_notice" if case.hazard_order and "hazard_notice" in law.periods else "impound_notice"
    return ceiling(case, law, code, case.hooked_at)


FIRST = (Notice.IMPOUND, Notice.HAZARD_TOW)
NAMED: dict[Notice, tuple[str, ...]] = {Notice.CORRECTION: ("free_retrieval",)}
"""The periods whose end a letter names; every other letter about a car in the lot names both of `HELD`."""
HELD = ("reclaim", "ask_hearing")


def _named_in(notices: Iterable[Notice]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for each in notices for code in NAMED.get(each, HELD)))


def _free_retrieval(case: Case, law: Edition) -> Answer:
    if not case.wrongly_towed or case.hearing is None:
        return None
    due, citation = ceiling(case, law, "free_retrieval", case.hearing.decided_at)
    why = "The owner has won the hearing and takes the car back without paying anything."
    return NextThing(thing=Thing.FREE_RETRIEVAL, by=Role.OWNER, why=why, citation=citation, due_at=due)


def _renewal(case: Case, law: Edition) -> Answer:
    anew = given_anew(case, law)
    if anew is None:
        return None
    citation = law.notices[anew.notice].citation
    return NextThing(thing=Thing.RENEWAL, by=Role.DISPATCHER, why=anew.why, citation=citation)


def _register(case: Case, law: Edition) -> Answer:
    wanting = stops_it(register_asked_in_the_lot(Asked("may_release", case, law, case.opened_at)))
    why = "The register of stolen vehicles is asked again, so that the car can be handed over at any time."
    return _by_desk(Thing.LOOKUPS, why, wanting)


def _by_desk(thing: Thing, why: str, wanting: Requirement | None, by: Role = Role.DISPATCHER) -> Answer:
    if wanting is None:
        return None
    return NextThing(thing=thing, by=by, why=why, citation=wanting.citation, not_before=wanting.earliest)


def _stolen(case: Case, law: Edition) -> Answer:
    """A stolen car is neither sold nor destroyed: it waits for its owner, or for the register to be clear again."""
    if case.stolen is not Stolen.STOLEN:
        return None
    rule = law.waivers.get("stolen", law.duties[Duty.STOLEN_CHECK])
    why = "The car is reported stolen: the police tell its owner, who takes it from the lot."
    return NextThing(thing=Thing.POLICE, by=Role.SUPERVISOR, why=why, citation=rule.citation)


def _further_steps(case: Case, law: Edition) -> Answer:
    ways = open_ways(case, law)
    if unanswered(case, ways):
        why = "A letter came back: somebody tries another way to reach its party."
        citation = law.duties[Duty.FURTHER_STEPS].citation
        return NextThing(thing=Thing.FURTHER_STEPS, by=Role.DISPATCHER, why=why, citation=citation)
    if nobody_known(case) and case.published is None and not owes_no_notice(case, ways):
        why = "Nobody is known who could be written to: a notice is published."
        citation = law.duties[Duty.PUBLICATION].citation
        return NextThing(thing=Thing.FURTHER_STEPS, by=Role.DISPATCHER, why=why, citation=citation)
    return None


def _appraisal(case: Case, law: Edition) -> Answer:
    """Where the ways out differ by value and age both are named before anybody waits."""
    rule = law.duties.get(Duty.APPRAISAL)
    if case.appraised or not (rule or asks_a_value(law)):
        return None
    due, citation = ceiling(case, law, "appraise", case.hooked_at)
    why = "What the car is worth, and the year of its model: the ways out depend on both."
    told = citation or (rule.citation if rule else law.duties[Duty.CLASSIFICATION].citation)
    return NextThing(thing=Thing.APPRAISAL, by=Role.DISPATCHER, why=why, citation=told, due_at=due)


def _floors(case: Case, law: Edition) -> tuple[str, ...]:
    return floors_of(open_ways(case, law))


def _unknown_floors(case: Case, law: Edition) -> Answer:
    return law_question(case, law, *_floors(case, law))


def _reclaim_period(case: Case, law: Edition) -> NextThing:
    """Where the ways out that are open ask different things, a status narrows them; else time has to pass."""
    ends = [floor(case, law, code) for code in _floors(case, law)]
    known = [each for each in ends if each]
    over = max(known) if known and len(known) == len(ends) else None
    if over is None and not _moot(case, law):
        return _status(case, law) or _advertisement(law, max(known, default=None) if _ages(case, law) else None)
    return NextThing(
        thing=Thing.RECLAIM_PERIOD,
        by=Role.ENGINE,
        why="Owner and lienholders have time to reclaim the car and to ask for a hearing.",
        citation=law.periods["reclaim"].citation,
        not_before=over,
        step=Step.PASS_DISPOSAL_GATE,
        wake_at=over or case.opened_at,
    )


def _moot(case: Case, law: Edition) -> bool:
    """Whether no floor is left that has to pass."""
    return stops_it(run_out(Asked("may_open_disposal_gate", case, law, case.opened_at))) is None


def _ages(case: Case, law: Edition) -> bool:
    """Whether an advertisement holds for a time only: then it comes last."""
    ceilings = (code for way in open_ways(case, law) for code in way.rule.ceilings)
    return any(law.periods[code].anchor is Anchor.ADVERTISED for code in ceilings)


def _advertisement(law: Edition, not_before: datetime | None = None) -> NextThing:
    rule = law.duties.get(Duty.ADVERTISEMENT, law.duties[Duty.CLASSIFICATION])
    why = "The sale is advertised."
    if not_before:
        why = "The sale is advertised once everything else has passed: an advertisement holds for a time only."
    return NextThing(
        thing=Thing.ADVERTISEMENT, by=Role.DISPATCHER, why=why, citation=rule.citation, not_before=not_before
    )


def car_to_dispose_of(case: Case, law: Edition) -> Answer:
    """What a car waits for whose time to be reclaimed has passed."""
    return closing(case, law) or hearing_to_hold(case, law) or _told(case, law) or _towards_the_end(case, law)


def _told(case: Case, law: Edition) -> Answer:
    if not disposed(case):
        return None
    rule, why = law.duties[Duty.TITLE_REPORT], "The national title system is told."
    return NextThing(thing=Thing.DISPOSAL_REPORT, by=Role.DISPATCHER, why=why, citation=rule.citation)


def _towards_the_end(case: Case, law: Edition) -> Answer:
    asked = Asked("may_dispose", case, law, case.opened_at)
    register = "The register of stolen vehicles is asked once more, before anything final."
    service = "The register of military service is asked: whoever serves keeps the car."
    return (
        _renewal(case, law)
        or _further_steps(case, law)
        or held(case, law, Stops.DISPOSAL)
        or _stolen(case, law)
        or _by_desk(Thing.LOOKUPS, register, stops_it(clear_at_the_end(asked)))
        or _by_desk(Thing.SERVICE_CHECK, service, stops_it(no_servicemember(asked)))
        or _appraisal(case, law)
        or _status(case, law)
        or _unknown_fees(case, law)
        or _last_acts(case, law)
    )


def _status(case: Case, law: Edition) -> Answer:
    rule = law.duties.get(Duty.TWO_PARTIES, law.duties[Duty.CLASSIFICATION])
    if case.officer_status is None:
        why = "An officer names the status of the car: with value, salvage or nonrepairable."
        return NextThing(thing=Thing.OFFICER_STATUS, by=Role.OFFICER, why=why, citation=rule.citation)
    if status_of(case, law) is None:
        why = "The salvor names the status of the car, for itself."
        if case.salvor_status:
            why = "Officer and salvor name different things: one of them looks again."
        return NextThing(thing=Thing.SALVOR_STATUS, by=Role.CONTRACTOR, why=why, citation=rule.citation)
    return None


def _unknown_fees(case: Case, law: Edition) -> Answer:
    for line in unknown_fees(case, law, case.opened_at):
        why = f"What the edition does not know is for counsel: {line.text}."
        return NextThing(thing=Thing.LAW_QUESTION, by=Role.SUPERVISOR, why=why, citation=line.citation)
    return None


def _last_acts(case: Case, law: Edition) -> NextThing:
    way = the_way(open_ways(case, law))
    over = max((each for code in _floors(case, law) if (each := floor(case, law, code))), default=None)
    authority = duty_of_the_way(law, way, Duty.AUTHORITY)
    if authority and (case.authority is None or not way or case.authority_route not in way.rule.routes):
        why = "The state is asked to allow the disposal."
        return NextThing(
            thing=Thing.AUTHORITY, by=Role.DISPATCHER, why=why, citation=authority.citation, not_before=over
        )
    allowed = case.authority_route if authority else None
    route = allowed or (way.rule.routes[0] if way else Route.AUCTION)
    if route is Route.AUCTION and duty_of_the_way(law, way, Duty.ADVERTISEMENT) and case.advertised is None:
        return _advertisement(law)
    citation = authority.citation if authority else way.rule.citation if way else None
    why = f"The state has allowed it: {route}." if authority else f"The law leads it to this end: {route}."
    due = latest(case, law, way.rule.ceilings if way else ())
    why += " What was announced holds until the day by which it is due; after that it is announced anew." if due else ""
    return NextThing(thing=Thing.DISPOSAL, by=Role.DISPATCHER, why=why, citation=citation, not_before=over, due_at=due)
