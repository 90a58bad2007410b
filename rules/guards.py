"""Every guard there is, by name, and how each question asks it: one table.

A guard that is taken out of `GUARDS` from outside is asked no more: so it is proved that its absence is found. G1 to
G18 are the guards of due process; the others keep the house in order. Their order is the order of a proof.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from rules import amendments, fees
from rules import casework as closing
from rules import disposal as ends
from rules import impound as lot
from rules import notices_in_time as timely
from rules import owner_notice as notices
from rules import tow_dispatch as towing
from rules import verification as looks
from rules import waiting_periods as waiting
from rules.requirements import Asked, Requirements, asks, our_own
from schemas.messages import by_of
from schemas.words import Hold, Matter, Party, Role, Stops

Asks = Callable[[Asked], Requirements]


@dataclass(frozen=True)
class Guard:
    """One guard: what it keeps, what each question asks of it, and whether no person may set it aside."""

    says: str
    asks: dict[str, Asks]
    absolute: bool = True


STOPPED = {
    "may_open_tow_gate": Stops.TOW,
    "may_tow": Stops.TOW,
    "may_offer": Stops.TOW,
    "may_accept": Stops.TOW,
    "may_release": Stops.RELEASE,
    "must_release": Stops.RELEASE,
    "may_hand_over_contents": Stops.RELEASE,
    "may_bill_storage": Stops.BILLING,
    "may_open_disposal_gate": Stops.DISPOSAL,
    "may_dispose": Stops.DISPOSAL,
    "may_surrender": Stops.DISPOSAL,
}
"""What a hold has to stop to stand in the way of a question."""


def held(*kinds: Hold) -> dict[str, Asks]:
    """The questions that a hold of these kinds stands in the way of."""

    def ask(asked: Asked) -> Requirements:
        return waiting.nothing_held(asked, kinds, STOPPED[asked.question])

    return dict.fromkeys(STOPPED, ask)


def every(questions: tuple[str, ...], ask: Asks) -> dict[str, Asks]:
    """The same asked by several questions."""
    return dict.fromkeys(questions, ask)


def both(*parts: Asks) -> Asks:
    """One after the other."""

    def ask(asked: Asked) -> Requirements:
        for part in parts:
            yield from part(asked)

    return ask


def looked_into(matter: Matter) -> Asks:
    """What a look has raised was looked into."""

    def ask(asked: Asked) -> Requirements:
        return looks.looked_into(asked, matter)

    return ask


NAMED = our_own("an exception is a named person's, with a reason, and shown for ever")


def may_be_set_aside(asked: Asked) -> Requirements:
    """The guard is asked by that question, is not absolute, and whoever sets it aside did not order the tow."""
    wanted, case = asked.request, asked.case
    guard = GUARDS.get(wanted.guard)
    asked_there = guard is not None and wanted.question in guard.asks
    yield asks(NAMED, f"The question {wanted.question} asks the guard {wanted.guard}", met=asked_there, final=True)
    free = guard is not None and not guard.absolute
    yield asks(NAMED, f"The guard {wanted.guard} is one that a person may set aside", met=free)
    apart = asked.account not in (case.ordered_by, by_of(case.declared))
    text = "Whoever sets it aside neither declared the car abandoned nor ordered the tow"
    yield asks(NAMED, text, met=apart, who=Role.SUPERVISOR, final=True)


TOW = ("may_tow", "may_offer", "may_accept")
GATES = ("may_open_tow_gate", "may_open_disposal_gate")
END = ("may_open_disposal_gate", "may_dispose")
CLOSE = ("may_close", "may_close_as_duplicate")
LEAVE = ("may_release", "must_release", "may_surrender", "may_hand_over_contents", "may_waive")
PREPARE = ("may_appraise", "may_classify", "may_check_service", "may_advertise", "may_authorise", "may_renew")
CARE = ("may_open_disposal_gate", *LEAVE, *PREPARE)

GUARDS: dict[str, Guard] = {
    "G9": Guard(
        "No tow without a ground that the law knows",
        {"may_declare": looks.clause_named} | every(TOW, both(towing.declared, towing.ground_stated)),
    ),
    "G15": Guard("What a presumption rests on is kept", {"may_declare": looks.photographed}, absolute=False),
    "G13": Guard("Nobody is towed", every(("may_declare", "may_open_tow_gate", *TOW), looks.nobody_inside)),
    "interval": Guard("A car has stood for the whole interval", {"may_declare": looks.stood_for_the_interval}),
    "G5": Guard(
        "The register of stolen cars is asked again before every step that cannot be taken back",
        {"may_open_tow_gate": towing.not_called_stolen}
        | every(TOW, towing.unstolen)
        | {"may_release": lot.register_asked_in_the_lot, "may_surrender": lot.stolen_from_nobody}
        | {"may_dispose": ends.clear_at_the_end},
    ),
    "parties": Guard("One person is one party", {"may_record_parties": notices.parties_apart}),
    "notice_before_the_tow": Guard(
        "Who can be known is told before the tow",
        {"may_open_tow_gate": notices.told_before_the_tow}
        | every(TOW, towing.unless_exempt(notices.told_before_the_tow)),
    ),
    "owner_time": Guard(
        "The owner has the time that the law gives to move the car",
        {"may_open_tow_gate": waiting.owner_time}
        | every(TOW, both(towing.gate_open, towing.unless_exempt(waiting.owner_time))),
    ),
    "answered_first": Guard(
        "What the owner asks is answered first", every(("may_open_tow_gate", *TOW), waiting.answered_first)
    ),
    "in_care": Guard(
        "Only a car in the lot's care leaves it",
        every(CARE, lot.in_the_lots_care) | {"may_dispose": both(lot.in_the_lots_care, ends.undisposed)},
    ),
    "own_lot": Guard(
        "A lot keeper speaks for their own lot",
        every(("may_take_in", "may_release", "may_surrender", "may_hand_over_contents"), lot.own_lot),
        absolute=False,
    ),
    "state_told": Guard(
        "The state is told that a car is held", every(END, lot.state_told) | {"may_report_to_state": lot.state_not_told}
    ),
    "G17": Guard("Where nobody is known a notice is published", every(END, notices.published)),
    "G3": Guard(
        "Every lienholder is told",
        every(END, both(notices.lienholders_told, timely.mailed_in_time(Party.LIENHOLDER)))
        | {"may_surrender": lot.nobody_else_has_a_right},
    ),
    "G2": Guard(
        "A letter that comes back is followed by further steps",
        every(END, notices.returned_answered) | {"may_take_step": notices.step_makes_sense},
    ),
    "G1": Guard(
        "Nothing is destroyed or sold without notice and a chance to be heard",
        every(END, both(notices.owner_told, timely.mailed_in_time(Party.OWNER), ends.run_out)),
    ),
    "told_of_the_tow": Guard(
        "The owner of a car that was towed at once is told of the tow", every(END, notices.told_of_the_tow)
    ),
    "G4": Guard(
        "Whoever asks is heard, by somebody who did not order the tow, before anything final",
        every(("may_open_tow_gate", *TOW, *END), both(waiting.heard_first, lot.no_hearing_won))
        | {"may_ask_hearing": lot.hearing_can_be_asked, "may_decide_hearing": lot.heard_by_another}
        | {"may_lift": lot.ends_with_the_decision},
    ),
    "G6": Guard(
        "Evidence is kept until the police release it in writing",
        held(Hold.POLICE_EVIDENCE) | {"may_lift": both(waiting.hold_is_on, waiting.lifted_by_its_own)},
    ),
    "G7": Guard(
        "Nobody's car is sold while they serve, nor soon after",
        held(Hold.SERVICEMEMBER)
        | {"may_dispose": both(held(Hold.SERVICEMEMBER)["may_dispose"], ends.no_servicemember)}
        | {"may_check_service": ends.owner_to_check},
    ),
    "G8": Guard("A bankrupt's car is not sold, and nothing is collected", held(Hold.BANKRUPTCY)),
    "G10": Guard(
        "A home is not towed or sold unseen",
        held(Hold.DWELLING) | every(TOW, both(held(Hold.DWELLING)["may_tow"], looked_into(Matter.DWELLING))),
    ),
    "courts": Guard(
        "What a court forbids, or has lost its ground, stands still",
        held(Hold.LITIGATION, Hold.OPPOSITION, Hold.GROUND_LOST, Hold.HEARING),
    ),
    "G14": Guard("A special plate is looked into by a person", every(TOW, looked_into(Matter.PLATE))),
    "found_otherwise": Guard(
        "No car is towed that the newest look found gone, or not abandoned", every(TOW, towing.not_found_otherwise)
    ),
    "seen_again": Guard("Nobody tows on an old look", every(TOW, towing.seen_again), absolute=False),
    "status": Guard(
        "The status of a car is named, by two where the law asks two",
        every(("may_authorise", "may_dispose"), ends.status_named)
        | {"may_classify": both(ends.speaks_for_a_party, ends.undisposed)},
    ),
    "way": Guard(
        "A car goes the way that the law has for it",
        every(("may_authorise", "may_dispose"), ends.way_open)
        | {"may_authorise": both(ends.way_open, ends.undisposed)},
    ),
    "appraisal": Guard(
        "The value is named where the law asks for it",
        {"may_dispose": ends.appraised, "may_appraise": ends.value_asked_for},
    ),
    "authority": Guard(
        "The state allows the disposal where the law asks for its word", {"may_dispose": ends.authority_given}
    ),
    "renewal": Guard(
        "A notice is given anew once it is too old, or a letter has missed its time", {"may_renew": ends.too_old}
    ),
    "advertisement": Guard(
        "A sale is advertised where the law asks for it",
        {
            "may_dispose": both(ends.advertised, ends.not_too_late),
            "may_advertise": ends.advertisement_asked_for,
        },
    ),
    "G11": Guard(
        "What is in a car can be had back",
        {"may_hand_over_contents": lot.contents_there, "may_dispose": lot.contents_listed},
    ),
    "papers": Guard(
        "Whoever takes a car shows the papers for it",
        every(("may_release", "may_surrender", "may_hand_over_contents"), both(lot.papers_shown, lot.lienholder_known)),
        absolute=False,
    ),
    "G16": Guard(
        "Storage is counted from its lawful start; nobody pays more, or what nobody knows",
        {"may_release": fees.paid_exactly, "may_bill_storage": both(fees.storage_runs, fees.amounts_known)},
    ),
    "free_of_charge": Guard("Whoever was wronged takes the car without paying", {"must_release": lot.free_of_charge}),
    "in_turn": Guard(
        "One contractor at a time, each in turn, each for its own order",
        {
            "may_tow": towing.not_ordered,
            "may_offer": both(towing.ordered, towing.nobody_has_it),
            "may_accept": towing.theirs_and_offered,
            "may_answer": towing.theirs_and_offered,
            "may_report": towing.theirs_and_taken,
            "may_lapse": both(towing.theirs_and_taken, towing.window_passed),
            "may_withdraw": both(towing.ordered, towing.not_hooked),
        },
    ),
    "G18": Guard(
        "Every tow records where the car was taken and where it was left",
        {"may_report": towing.way_reported, "may_take_in": lot.arrived},
    ),
    "post": Guard(
        "The journal follows the paper",
        {
            "may_write": both(notices.letter_owed, waiting.letter_not_early),
            "may_mail": notices.letter_written,
            "may_return": notices.letter_mailed,
        },
    ),
    "on_the_street": Guard(
        "Time to move a car is given while it stands there",
        every(("may_ask_extension", "may_decide_extension"), waiting.not_taken)
        | {"may_post": both(waiting.not_taken, waiting.no_notice_on_it), "may_claim_moved": waiting.moved_in_time}
        | {"may_open_tow_gate": waiting.still_the_owners_time},
    ),
    "owner_asked": Guard("Only what was asked is decided", {"may_decide_extension": waiting.extension_waits}),
    "evidence": Guard(
        "No case closes without evidence",
        {
            "may_close": closing.outcome_borne_out,
            "may_close_as_duplicate": closing.older_case,
            "may_split": closing.was_a_duplicate,
        },
    ),
    "G12": Guard(
        "The national title system is told what became of a car",
        {"may_close": closing.title_system_told, "may_report_disposal": ends.told_once},
    ),
    "nothing_open": Guard("No case closes over an order, a hold or a hearing", every(CLOSE, closing.nothing_open)),
    "custody": Guard("No case closes over a car that the city still has", every(CLOSE, closing.car_has_left)),
    "refund": Guard(
        "What was paid for a wrong tow is given back",
        {"may_close": fees.refund_is_made, "may_refund": fees.refund_is_due},
    ),
    "nothing_unsent": Guard(
        "No printed letter stays in the house", every(CLOSE, closing.nothing_unsent), absolute=False
    ),
    "failed_step": Guard("Only what failed is tried again", {"may_retry": closing.step_failed}),
    "matter_raised": Guard("Only what a look has raised is looked into", {"may_review": looks.matter_raised}),
    "law_question": Guard(
        "Only what the edition does not know is settled", {"may_settle": waiting.edition_does_not_know}
    ),
    "new_law": Guard(
        "A case goes over to a law that is in force for its place", {"may_amend": amendments.edition_in_force}
    ),
    "transition": Guard(
        "A case that the new law leaves under the old one stays there", {"may_amend": amendments.not_kept_by_transition}
    ),
    "carried_over": Guard(
        "What a case rests on has its place in the law it goes over to",
        every(("may_amend", "may_take_back_amendment"), amendments.carried_over),
    ),
    "undone": Guard("Nothing final is made unlawful afterwards", {"may_take_back_amendment": amendments.not_undone}),
    "waiver": Guard("Whoever waives does not order", {"may_waive": fees.may_be_waived}),
    "override": Guard(
        "No absolute guard is set aside, and nobody sets one aside for their own tow",
        {"may_override": may_be_set_aside},
    ),
}


def guards_of(question: str) -> tuple[tuple[str, Asks], ...]:
    """The guards that this question asks now, in order."""
    return _asking(question, tuple(GUARDS))


@lru_cache(maxsize=512)
def _asking(question: str, names: tuple[str, ...]) -> tuple[tuple[str, Asks], ...]:
    """`names` are those that are in the table now: it may have lost one."""
    return tuple((name, GUARDS[name].asks[question]) for name in names if question in GUARDS[name].asks)
