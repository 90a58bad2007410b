"""Rights: a person who has one can use it until it ends, in every world. Evaluated without any guard.

A sentence judges what the city does; a right judges what it refuses. Each is tried in every stage, also where the
request is not permitted: a right that a stage takes away would not be seen otherwise.
"""

from collections.abc import Callable
from dataclasses import dataclass

from proving.counting import has_run
from proving.moves import ALL_PAPERS
from proving.sentences_of_the_lot import bill, owes_nothing
from proving.worlds import Move, World
from rules.law import Edition
from schemas import impound, waiting_periods
from schemas.case import Case
from schemas.law import Duty
from schemas.messages import Request, at_of, fact_of
from schemas.words import Anchor, HoldEffect, ReleaseTo, Role, Stage

Has = Callable[[World, Move, Edition], bool]


@dataclass(frozen=True)
class Right:
    """One right in words, the request that uses it, and whether this actor has it in this world."""

    text: str
    request: type[Request]
    has: Has


def _to_a_hearing(world: World, move: Move, law: Edition) -> bool:
    """The owner or a lienholder of a towed car, by their link: once for each tow, also after the release."""
    case, (actor, _) = world.case, move
    party = actor.party or case.owner
    if actor.role not in (Role.OWNER, Role.LIENHOLDER) or case.towed is None or _is_gone(case):
        return False
    taken = fact_of(case.hooked_up) or 0
    used = any(each.decided is None or each.requested.fact > taken for each in case.hearings if each.party == party)
    won = any(each.lawful is False for each in case.hearings)
    return not used and not won and not (case.released and _is_over(world, law))


def _is_gone(case: Case) -> bool:
    return bool(case.sold or case.destroyed or case.surrendered)


def _is_over(world: World, law: Edition) -> bool:
    """Whether the time to ask has run from every letter, or from the hook-up, and from the release."""
    case, period = world.case, law.periods["ask_hearing"]
    mailed = [at_of(each.mailed) for each in case.letters if each.notice is period.notice and not each.lapsed]
    begun = mailed if period.anchor is Anchor.MAILED else [at_of(case.hooked_up)]
    runs = [each for each in (*begun, at_of(case.released)) if each]
    return all(has_run(case, law, "ask_hearing", each, world.now) for each in runs)


def _stands_free(case: Case, law: Edition) -> bool:
    """The car is in custody, taken in, and no hold blocks its release."""
    held = any(HoldEffect.RELEASE in law.holds[each.hold].stops for each in case.open_holds)
    return case.intake is not None and case.in_custody and case.surrendered is None and not held


def _to_the_car(world: World, move: Move, law: Edition) -> bool:
    """The owner with all documents and the exact payment, until the car is gone, after a check of stolen vehicles."""
    case, (actor, asked) = world.case, move
    if not isinstance(asked, impound.ReleaseVehicle) or asked.to is not ReleaseTo.OWNER or actor.firm != case.lot:
        return False
    check, taken = case.records_check, at_of(case.hooked_up)
    needs = "release" in law.duties[Duty.STOLEN_CHECK].before and (check is not None or case.vehicle_known)
    checked = not needs or (check is not None and taken is not None and check.at >= taken)
    exact = asked.papers == ALL_PAPERS and asked.paid == bill(case, law, world.now, law.fees)
    return exact and checked and _amounts_are_known(case, law) and _stands_free(case, law)


def _amounts_are_known(case: Case, law: Edition) -> bool:
    settled = {each.provision for each in case.settled}
    return all(fee.cents is not None or f"fees.{code}" in settled for code, fee in law.fees.items())


def _to_the_contents(world: World, move: Move, law: Edition) -> bool:
    """The owner with all documents, at the lot that has the car, once."""
    case, (actor, asked) = world.case, move
    shown = isinstance(asked, impound.HandOverContents) and asked.papers == ALL_PAPERS
    return shown and actor.firm == case.lot and case.contents_returned is None and _stands_free(case, law)


def _to_the_refund(world: World, move: Move, law: Edition) -> bool:
    """A person who paid for a tow that a hearing found wrong."""
    case, asked = world.case, move[1]
    if case.released is None or case.refunded or not owes_nothing(case, law):
        return False
    due = case.released.paid - bill(case, law, case.released.at, law.fees)
    return isinstance(asked, impound.RefundFees) and due > 0 and asked.paid_back == due


def _to_more_time(world: World, move: Move, _: Edition) -> bool:
    """The owner of a car that was declared abandoned and is not hooked up may ask."""
    case = world.case
    open_on_the_street = case.declared is not None and case.towed is None and case.stage is not Stage.CLOSED
    return move[0].role is Role.OWNER and open_on_the_street


RIGHTS = (
    Right(
        "Owner and lienholders can request a hearing until its time ends, also after the car was released.",
        impound.RequestHearing,
        _to_a_hearing,
    ),
    Right("The owner can take the car back until it is gone.", impound.ReleaseVehicle, _to_the_car),
    Right("The owner can get the contents of the car.", impound.HandOverContents, _to_the_contents),
    Right("What was paid for a wrong tow can be refunded.", impound.RefundFees, _to_the_refund),
    Right("The owner can ask for more time before the hook-up.", waiting_periods.AskExtension, _to_more_time),
)
