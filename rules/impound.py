"""The car in the lot: custody, the hearing, the way home, and what it waits for. Knows no clock."""

from datetime import datetime

from rules.fees import owed
from rules.law import Edition, PaperRule
from rules.owner_notice import everybody_told, list_parties, nobody_known, owed_letters, unanswered, unmailed
from rules.waiting_periods import ceiling, hearing_to_hold, held, nothing_held, reclaim_floor
from schemas.case import Case
from schemas.messages import Actor
from schemas.rulings import NextThing, Requirement, Ruling
from schemas.words import Notice, Paper, ReleaseTo, Role, Step, Stops, Thing

HEARING = "75 Pa.C.S. 7305(b)(5), Phila. Code 12-2406"
CUSTODY = "Towpath's own rule: whoever has the car answers for it"


def may_take_in(case: Case, lot: str, actor: Actor) -> Ruling:
    """Whether this lot keeper can take the car in: it stands in their lot, and is not taken in yet."""
    here = Requirement(
        text=f"The car was brought to the lot {lot}", citation=CUSTODY, met=case.lot == lot, fact=case.in_lot
    )
    once = Requirement(text="The car is not taken in yet", citation=CUSTODY, met=case.intake is None, fact=case.intake)
    return Ruling(question="may_take_in", proof=(here, _keeps(case, actor), once))


def _keeps(case: Case, actor: Actor) -> Requirement:
    theirs = actor.role != Role.LOT_KEEPER or actor.firm == case.lot
    return Requirement(
        text="The car stands in this keeper's own lot", citation=CUSTODY, met=theirs, who=Role.LOT_KEEPER
    )


def may_report_to_state(case: Case) -> Ruling:
    """Whether the report of possession is due: once (75 Pa.C.S. 7304)."""
    number = case.state_reported
    once = Requirement(
        text="The state has not been told yet", citation="75 Pa.C.S. 7304", met=number is None, fact=number
    )
    return Ruling(question="may_report_to_state", proof=(once,))


def may_ask_hearing(case: Case) -> Ruling:
    """Whether a hearing can be asked for: none is open, and this tow was not heard yet."""
    none_open = Requirement(text="No hearing is open", citation=HEARING, met=not case.hearing_open)
    heard = case.hearing is not None and case.hearing.requested > (case.hooked or 0)
    first = Requirement(
        text="This was not decided by a hearing before", citation=HEARING, met=case.hearing_open or not heard
    )
    return Ruling(question="may_ask_hearing", proof=(none_open, first))


def may_decide_hearing(case: Case, actor: Actor) -> Ruling:
    """Whether this person may decide: somebody waits to be heard, and they did not order the tow."""
    waits = Requirement(text="Somebody asked to be heard", citation=HEARING, met=case.hearing_open)
    apart = Requirement(
        text="The one who decides neither declared the car abandoned nor ordered the tow",
        citation=HEARING,
        met=actor.account not in (case.ordered_by, case.declared_by),
        who=Role.HEARING_OFFICER,
    )
    return Ruling(question="may_decide_hearing", proof=(waits, apart))


def may_release(
    case: Case, to: ReleaseTo, papers: tuple[Paper, ...], paid: int, actor: Actor, edition: Edition, at: datetime
) -> Ruling:
    """Whether the car may be handed over at this instant (75 Pa.C.S. 7306): papers seen, money taken, no hold."""
    price = owed(case, edition, at)
    money = Requirement(
        text=f"Exactly what is owed is paid, ${price / 100:,.2f}",
        citation="75 Pa.C.S. 7306",
        met=paid == price,
        who=Role.OWNER,
    )
    known = Requirement(
        text="This lienholder is on record",
        citation="75 Pa.C.S. 7305",
        met=to is ReleaseTo.OWNER or bool(case.lienholders),
        fact=case.parties,
    )
    shown = _papers(edition.papers["owner" if to is ReleaseTo.OWNER else "lienholder"], papers)
    stops = nothing_held(case, edition, Stops.RELEASE)
    return Ruling(question="may_release", proof=(_in_the_lot(case), _keeps(case, actor), *stops, shown, known, money))


def _in_the_lot(case: Case) -> Requirement:
    return Requirement(
        text="The car is in the lot's care",
        citation=CUSTODY,
        met=case.intake is not None and case.in_custody and case.surrendered is None,
        fact=case.intake,
        who=Role.LOT_KEEPER,
    )


def _papers(rule: PaperRule, papers: tuple[Paper, ...]) -> Requirement:
    needed = ", ".join(rule.needs)
    return Requirement(
        text=f"These papers were shown: {needed}",
        citation=rule.citation,
        confidence=rule.confidence,
        met=set(rule.needs) <= set(papers),
        who=Role.OWNER,
    )


def may_surrender(case: Case, papers: tuple[Paper, ...], actor: Actor, edition: Edition) -> Ruling:
    """Whether the owner can give the car up: by its title, and with nobody else who has a right to it."""
    alone = Requirement(
        text="No lienholder is on record",
        citation="75 Pa.C.S. 7305",
        met=case.parties is not None and not case.lienholders,
        fact=case.parties,
    )
    shown = _papers(edition.papers["surrender"], papers)
    stops = nothing_held(case, edition, Stops.DISPOSAL)
    return Ruling(question="may_surrender", proof=(_in_the_lot(case), _keeps(case, actor), *stops, shown, alone))


def may_open_disposal_gate(case: Case, edition: Edition, at: datetime) -> Ruling:
    """Whether the time to reclaim has passed and nothing final is in the way (75 Pa.C.S. 7305, 7307)."""
    period, floor = edition.periods["reclaim"], reclaim_floor(case, edition)
    over = Requirement(
        text=f"{period.amount} days to reclaim the car have passed since the last letter was mailed",
        citation=period.citation,
        confidence=period.confidence,
        met=floor is not None and at >= floor,
        earliest=floor,
    )
    proof = (
        _in_the_lot(case),
        _state_told(case),
        *_everybody_reached(case, edition),
        over,
        *_undisputed(case, edition),
    )
    return Ruling(question="may_open_gate", proof=proof)


def _state_told(case: Case) -> Requirement:
    return Requirement(
        text="The state has the report of possession",
        citation="75 Pa.C.S. 7304, 7306",
        met=case.state_reported is not None,
        fact=case.state_reported,
        who=Role.DISPATCHER,
    )


def _everybody_reached(case: Case, edition: Edition) -> tuple[Requirement, ...]:
    """G1-G3: everybody is written to, and whoever was not reached is sought further."""
    asked = Requirement(
        text="The registration authority was asked who owns the car and who holds a lien on it",
        citation="75 Pa.C.S. 7305",
        met=case.parties is not None,
        fact=case.parties,
        who=Role.DISPATCHER,
    )
    if not list_parties(case):
        published = Requirement(
            text="Nobody is known, so a notice was published",
            citation="75 Pa.C.S. 7305(c)",
            met=case.published is not None,
            fact=case.published,
            who=Role.DISPATCHER,
        )
        return asked, published
    sought = tuple(
        Requirement(
            text=f"Letter {each.letter} came back, and a further step was taken",
            citation="Jones v. Flowers, 547 U.S. 220",
            met=False,
            fact=each.returned_fact,
            who=Role.DISPATCHER,
        )
        for each in unanswered(case)
    )
    return asked, *everybody_told(case, Notice.IMPOUND, edition), *sought


def _undisputed(case: Case, edition: Edition) -> tuple[Requirement, ...]:
    won = Requirement(text="No hearing found for the owner", citation=HEARING, met=not case.wrongly_towed)
    return (won, *nothing_held(case, edition, Stops.DISPOSAL))


def car_in_the_lot(case: Case, edition: Edition) -> NextThing:
    """What a car in the lot waits for."""
    return (
        hearing_to_hold(case, edition)
        or _intake(case)
        or _state_report(case, edition)
        or _letters(case, edition)
        or _free_retrieval(case, edition)
        or _further_steps(case)
        or held(case, edition, Stops.DISPOSAL)
        or _reclaim_period(case, edition)
    )


def _intake(case: Case) -> NextThing | None:
    why = "The lot keeper takes the car in and lists what is in it."
    thing = NextThing(thing=Thing.INTAKE, by=Role.LOT_KEEPER, why=why, citation=CUSTODY)
    return thing if case.intake is None else None


def _state_report(case: Case, edition: Edition) -> NextThing | None:
    if case.state_reported:
        return None
    due, period = ceiling(edition, "state_report", case.hooked_at)
    why = "The state is told that the car is held; storage is counted only from then."
    return NextThing(thing=Thing.STATE_REPORT, by=Role.DISPATCHER, why=why, citation=period.citation, due_at=due)


def _letters(case: Case, edition: Edition) -> NextThing | None:
    code = "hazard_notice" if case.hazard_order else "impound_notice"
    due, period = ceiling(edition, code, case.hooked_at)
    step = None
    if case.parties is None:
        thing, by, why = Thing.PARTIES, Role.DISPATCHER, "Who owns the car, and who holds a lien on it, is asked."
    elif owed_letters(case, edition):
        thing, by, why = Thing.LETTERS, Role.ENGINE, "The letters to owner and lienholders are written."
        step = Step.WRITE_LETTERS
    elif unmailed(case):
        thing, by, why = Thing.MAILING, Role.DISPATCHER, "The letters are printed: they are mailed."
    else:
        return None
    return NextThing(thing=thing, by=by, why=why, citation=period.citation, due_at=due, step=step)


def _free_retrieval(case: Case, edition: Edition) -> NextThing | None:
    if not case.wrongly_towed or case.hearing is None:
        return None
    due, period = ceiling(edition, "free_retrieval", case.hearing.decided_at)
    why = "The owner has won the hearing and takes the car back without paying anything."
    return NextThing(thing=Thing.FREE_RETRIEVAL, by=Role.OWNER, why=why, citation=period.citation, due_at=due)


def _further_steps(case: Case) -> NextThing | None:
    if unanswered(case):
        why, law = (
            "A letter came back: somebody tries another way to reach its party.",
            "Jones v. Flowers, 547 U.S. 220",
        )
        return NextThing(thing=Thing.FURTHER_STEPS, by=Role.DISPATCHER, why=why, citation=law)
    if nobody_known(case) and case.published is None:
        why, law = "Nobody is known who could be written to: a notice is published.", "75 Pa.C.S. 7305(c)"
        return NextThing(thing=Thing.FURTHER_STEPS, by=Role.DISPATCHER, why=why, citation=law)
    return None


def _reclaim_period(case: Case, edition: Edition) -> NextThing:
    floor = may_open_disposal_gate(case, edition, case.opened_at).ask_again
    period = edition.periods["reclaim"]
    return NextThing(
        thing=Thing.RECLAIM_PERIOD,
        by=Role.ENGINE,
        why="Owner and lienholders have time to reclaim the car and to ask for a hearing.",
        citation=period.citation,
        not_before=floor,
        step=Step.PASS_DISPOSAL_GATE,
        wake_at=floor,
    )
