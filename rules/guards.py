"""Every guard by name, with the function that each question evaluates: one table.

A guard removed from `GUARDS` is no longer evaluated; so tests and the proof show that its absence is found. G1 to G18
are the guards of due process; the others keep the record consistent. Their order is the order of a ruling's proof.
"""

from dataclasses import dataclass
from functools import lru_cache

from rules import amendments, duplicates, fees, retention, settling
from rules import casework as closing
from rules import disposal as ends
from rules import impound as lot
from rules import mail as letters
from rules import notices_in_time as timely
from rules import owner_notice as notices
from rules import tow_dispatch as towing
from rules import verification as looks
from rules import waiting_periods as waiting
from rules.holds import held
from rules.requirements import Check, GuardContext, Requirements, both, every, our_own, requirement
from schemas.messages import by_of
from schemas.words import Hold, Party, ReviewSubject, Role


@dataclass(frozen=True)
class Guard:
    """One guard: what it ensures, its requirements by question, and whether no person may override it."""

    says: str
    asks: dict[str, Check]
    absolute: bool = True


def looked_into(matter: ReviewSubject) -> Check:
    """A question that an inspection raised was reviewed."""

    def ask(context: GuardContext) -> Requirements:
        return looks.looked_into(context, matter)

    return ask


NAMED = our_own("an override has a named person and a reason, and stays on record")


def may_be_overridden(context: GuardContext) -> Requirements:
    """The guard applies to that question and is not absolute, and the person who overrides it did not order the tow."""
    wanted, case = context.request, context.case
    guard = GUARDS.get(wanted.guard)
    asked_there = guard is not None and wanted.question in guard.asks
    yield requirement(
        NAMED, f"The safeguard {wanted.guard} applies to the action {wanted.question}", met=asked_there, final=True
    )
    free = guard is not None and not guard.absolute
    yield requirement(NAMED, f"A person may override the safeguard {wanted.guard}", met=free)
    apart = context.account not in (case.ordered_by, by_of(case.declared))
    text = "The person who overrides it neither declared the car abandoned nor ordered the tow"
    yield requirement(NAMED, text, met=apart, remedied_by=Role.SUPERVISOR, final=True)


TOW = ("may_tow", "may_offer", "may_accept")
END = ("may_open_disposal_gate", "may_dispose")
CLOSE = ("may_close", "may_close_as_duplicate")
LEAVE = ("may_release", "must_release", "may_surrender", "may_hand_over_contents", "may_waive")
PREPARE = ("may_appraise", "may_classify", "may_check_service", "may_advertise", "may_authorize", "may_renew")
CARE = ("may_open_disposal_gate", *LEAVE, *PREPARE)

GUARDS: dict[str, Guard] = {
    "G9": Guard(
        "No tow without a lawful basis",
        {"may_declare": looks.clause_named} | every(TOW, both(towing.declared, towing.ground_stated)),
    ),
    "G15": Guard("The evidence behind a presumption is kept", {"may_declare": looks.photographed}, absolute=False),
    "G13": Guard(
        "No one is inside when a car is towed", every(("may_declare", "may_open_tow_gate", *TOW), looks.nobody_inside)
    ),
    "interval": Guard("The car has stood for the whole interval", {"may_declare": looks.stood_for_the_interval}),
    "G5": Guard(
        "Stolen-vehicle records are checked again before every step that cannot be undone",
        {"may_open_tow_gate": towing.not_called_stolen}
        | every(TOW, towing.unstolen)
        | {"may_release": lot.records_checked_in_the_lot, "may_surrender": lot.stolen_from_nobody}
        | {"may_dispose": ends.clear_at_the_end},
    ),
    "parties": Guard(
        "Each person is listed once as a party, and it is stated if no owner could be found",
        {"may_record_parties": notices.parties_named},
    ),
    "notice_before_the_tow": Guard(
        "Every party that can be identified is notified before the tow",
        {"may_open_tow_gate": notices.told_before_the_tow}
        | every(TOW, towing.unless_exempt(notices.told_before_the_tow)),
    ),
    "owner_time": Guard(
        "The owner has the full legal time to move the car",
        {"may_open_tow_gate": waiting.owner_time}
        | every(TOW, both(towing.gate_open, towing.unless_exempt(waiting.owner_time))),
    ),
    "answered_first": Guard(
        "The owner's requests are answered first", every(("may_open_tow_gate", *TOW), waiting.answered_first)
    ),
    "one_car": Guard(
        "No notice before a tow and no tow order while another open case may be the same car",
        every(("may_open_tow_gate", "may_tow", "may_offer", "may_post"), duplicates.decided)
        | {"may_write": duplicates.decided_before_the_tow, "may_keep_apart": duplicates.to_be_decided},
    ),
    "in_care": Guard(
        "Only a car in the lot's custody is released, prepared for disposal or disposed of",
        every(CARE, lot.in_the_lots_care) | {"may_dispose": both(lot.in_the_lots_care, ends.undisposed)},
    ),
    "own_lot": Guard(
        "A lot keeper acts only for their own lot",
        every(("may_take_in", "may_release", "may_surrender", "may_hand_over_contents"), lot.own_lot),
        absolute=False,
    ),
    "state_told": Guard(
        "The impound is reported to the state", every(END, lot.state_told) | {"may_report_to_state": lot.state_not_told}
    ),
    "G17": Guard("If no party is known, a notice is published", every(END, notices.published)),
    "G3": Guard(
        "Every lienholder is notified",
        every(END, both(notices.lienholders_told, timely.mailed_in_time(Party.LIENHOLDER)))
        | {"may_surrender": lot.nobody_else_has_a_right},
    ),
    "G2": Guard(
        "A returned letter is followed by further steps",
        every(END, both(notices.returned_answered, ends.step_has_worked)) | {"may_take_step": letters.step_makes_sense},
    ),
    "G1": Guard(
        "No car is sold or destroyed without notice and a chance to be heard",
        every(
            END,
            both(notices.owner_told, timely.mailed_in_time(Party.OWNER), ends.run_out, lot.time_to_ask_is_over),
        ),
    ),
    "told_of_the_tow": Guard(
        "The owner of a car that was towed at once is notified of the tow", every(END, notices.told_of_the_tow)
    ),
    "G4": Guard(
        "A hearing that was requested is held before anything final, by someone who did not order the tow",
        every(("may_open_tow_gate", *TOW), both(waiting.heard_first, lot.no_hearing_won))
        | every(END, both(waiting.heard_first, lot.no_hearing_won, ends.time_to_appeal))
        | {"may_ask_hearing": lot.hearing_can_be_asked, "may_decide_hearing": lot.heard_by_another}
        | {"may_lift": lot.ends_with_the_decision, "may_reopen": lot.right_to_a_hearing_over},
    ),
    "G6": Guard(
        "Evidence is kept until the police release it in writing",
        held(Hold.POLICE_EVIDENCE) | {"may_lift": both(waiting.hold_is_on, waiting.lifted_by_its_own)},
    ),
    "G7": Guard(
        "No car is sold while its owner is on active duty, or soon after",
        held(Hold.SERVICEMEMBER)
        | {"may_dispose": both(held(Hold.SERVICEMEMBER)["may_dispose"], ends.no_servicemember)}
        | {"may_check_service": ends.owner_to_check},
    ),
    "G8": Guard("In a bankruptcy the car is not sold, and nothing is collected", held(Hold.BANKRUPTCY)),
    "G10": Guard(
        "A car that may be a home is not towed or sold without a review",
        held(Hold.DWELLING) | every(TOW, both(held(Hold.DWELLING)["may_tow"], looked_into(ReviewSubject.DWELLING))),
    ),
    "courts": Guard(
        "A court order, a hearing, or a lost legal basis stops the case",
        held(Hold.LITIGATION, Hold.OPPOSITION, Hold.GROUND_LOST, Hold.HEARING),
    ),
    "G14": Guard("A person reviews a special plate", every(TOW, looked_into(ReviewSubject.PLATE))),
    "found_otherwise": Guard(
        "No car is towed if the latest inspection found it gone or not abandoned",
        every(TOW, towing.not_found_otherwise),
    ),
    "seen_again": Guard("No car is towed without a recent inspection", every(TOW, towing.seen_again), absolute=False),
    "status": Guard(
        "The car is classified, by two parties if the law requires two",
        every(("may_authorize", "may_dispose"), ends.status_named)
        | {"may_classify": both(ends.speaks_for_a_party, ends.undisposed)},
    ),
    "disposal_option": Guard(
        "The disposal route is one that the law allows for the car",
        {"may_authorize": both(ends.option_open, ends.undisposed), "may_dispose": ends.option_open},
    ),
    "appraisal": Guard(
        "The car is appraised if the law requires it",
        {"may_dispose": ends.appraised, "may_appraise": ends.value_asked_for},
    ),
    "authority": Guard(
        "The state has authorized the disposal if the law requires it", {"may_dispose": ends.authority_given}
    ),
    "renewal": Guard(
        "A notice is reissued if it is too old or a letter missed its deadline", {"may_renew": ends.too_old}
    ),
    "advertisement": Guard(
        "The sale is advertised if the law requires it",
        {"may_dispose": both(ends.advertised, ends.not_too_late)} | {"may_advertise": ends.advertisement_asked_for},
    ),
    "G11": Guard(
        "The owner can get the contents of the car back",
        {"may_hand_over_contents": lot.contents_there, "may_dispose": lot.contents_listed},
    ),
    "papers": Guard(
        "The person who takes the car shows the required documents",
        every(("may_release", "may_surrender", "may_hand_over_contents"), both(lot.papers_shown, lot.lienholder_known)),
        absolute=False,
    ),
    "G16": Guard(
        "Storage runs from its lawful start; no one pays more than is owed, or an amount that is not known",
        {"may_release": fees.paid_exactly, "may_bill_storage": both(fees.storage_runs, fees.amounts_known)},
    ),
    "free_of_charge": Guard(
        "An owner who was wronged gets the car back free of charge", {"must_release": lot.free_of_charge}
    ),
    "in_turn": Guard(
        "One contractor at a time, each in turn, each for its own order",
        {
            "may_tow": towing.not_ordered,
            "may_offer": both(towing.ordered, towing.nobody_has_it),
            "may_accept": towing.theirs_and_offered,
            "may_answer": towing.theirs_and_offered,
            "may_report": towing.theirs_and_taken,
            "may_lapse": both(towing.theirs_and_taken, towing.window_passed),
            "may_withdraw": both(towing.ordered, towing.not_hooked_up),
        },
    ),
    "G18": Guard(
        "Every tow records where the car was hooked up and where it was dropped",
        {"may_report": towing.way_reported, "may_take_in": lot.arrived},
    ),
    "post": Guard(
        "The record matches the mail",
        {
            "may_write": both(notices.letter_owed, waiting.letter_not_early),
            "may_mail": letters.letter_written,
            "may_hand_over": letters.letter_free,
            "may_report_mail_fault": letters.letter_waits,
            "may_deliver": letters.letter_on_its_way,
            "may_return": letters.letter_mailed,
        },
    ),
    "on_the_street": Guard(
        "Time to move the car is given only before the tow",
        every(("may_ask_extension", "may_decide_extension"), waiting.not_taken)
        | {"may_post": both(waiting.not_taken, waiting.no_notice_on_it), "may_claim_moved": waiting.moved_in_time}
        | {"may_open_tow_gate": waiting.still_the_owners_time},
    ),
    "owner_asked": Guard(
        "An extension is decided only if it was requested", {"may_decide_extension": waiting.extension_waits}
    ),
    "evidence": Guard(
        "No case closes without evidence",
        {
            "may_close": closing.outcome_borne_out,
            "may_close_as_duplicate": closing.older_case,
            "may_split": closing.was_a_duplicate,
        },
    ),
    "retention": Guard(
        "Data of a closed case are removed only after the time of the records schedule, and never while preserved",
        {
            "may_remove": both(retention.not_removed_yet, retention.not_preserved, retention.time_is_over),
            "may_end_preservation": retention.is_preserved,
        }
        | every(("may_reopen", "may_split"), retention.record_is_whole)
        | {"may_ask_hearing": retention.nothing_removed},
    ),
    "G12": Guard(
        "The disposal of a car is reported to NMVTIS",
        {"may_close": closing.nmvtis_notified, "may_report_disposal": ends.told_once},
    ),
    "nothing_open": Guard("No case closes with an open order, hold or hearing", every(CLOSE, closing.nothing_open)),
    "custody": Guard("No case closes while the city still has the car", every(CLOSE, closing.car_has_left)),
    "refund": Guard(
        "What was paid for a wrong tow is refunded",
        {"may_close": fees.refund_is_made, "may_refund": fees.refund_is_due},
    ),
    "nothing_unsent": Guard("All printed letters are mailed", every(CLOSE, closing.nothing_unsent), absolute=False),
    "failed_step": Guard("Only a failed step is retried", {"may_retry": closing.step_failed}),
    "matter_raised": Guard(
        "Only a question that an inspection raised is reviewed", {"may_review": looks.matter_raised}
    ),
    "law_question": Guard(
        "Only an unknown number is settled, within its bounds, by someone who did not order the tow",
        {
            "may_settle": both(
                settling.edition_does_not_know, settling.settled_within_bounds, settling.settled_by_another
            ),
            "may_tow": settling.ordered_by_another,
        },
    ),
    "new_law": Guard("The new law is in force for the place of the case", {"may_amend": amendments.edition_in_force}),
    "transition": Guard(
        "The new law does not leave the case under the old law", {"may_amend": amendments.not_kept_by_transition}
    ),
    "carried_over": Guard(
        "The legal basis of the case exists in the other law too",
        every(("may_amend", "may_take_back_amendment"), amendments.carried_over),
    ),
    "undone": Guard("Nothing final becomes unlawful afterward", {"may_take_back_amendment": amendments.not_undone}),
    "waiver": Guard("The person who ordered the tow cannot waive its fees", {"may_waive": fees.may_be_waived}),
    "override": Guard(
        "No absolute safeguard is overridden, and no one overrides one for their own tow",
        {"may_override": may_be_overridden},
    ),
}


def guards_of(question: str) -> tuple[tuple[str, Check], ...]:
    """The guards that apply to this question now, in order."""
    return _asking(question, tuple(GUARDS))


@lru_cache(maxsize=512)
def _asking(question: str, names: tuple[str, ...]) -> tuple[tuple[str, Check], ...]:
    """`names` are the guards in the table now: one may have been removed."""
    return tuple((name, GUARDS[name].asks[question]) for name in names if question in GUARDS[name].asks)
