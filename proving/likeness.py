"""When two worlds are alike: the same stage, the same facts standing, the same floors passed. No rule tells them apart.

Numbers and instants are left out, and what they are asked for is kept in their place. That nothing is lost is checked
where two roads meet: both worlds must be granted the same requests, and wait for the same thing.
"""

from collections.abc import Hashable

from proving.worlds import World, turning_points
from rules.law import Edition
from rules.owner_notice import list_parties
from rules.tow_dispatch import declaring_look
from rules.verification import raised
from rules.ways_out import without_plate
from schemas.case import Case, Letter
from schemas.words import Matter, Party, Registration, Stage

Key = Hashable


def key_of(world: World, law: Edition) -> Key:
    """What makes this world what it is."""
    case = world.case
    if case.stage is Stage.CLOSED:
        return (case.stage, case.outcome, case.in_custody and case.surrendered is None, _kept(case))
    return (_before(case), _told(case), _under_way(case), _in_the_lot(case), _at_the_end(case), _times(world, law))


def _kept(case: Case) -> Key:
    """What a case that is taken up again still has."""
    custody = _in_the_lot(case), _at_the_end(case), _told(case) if case.in_custody else None
    return (_registers(case), case.private_property, case.vehicle_known, case.duplicate_of, custody, _holds(case))


def _registers(case: Case) -> Key:
    known = case.registration if case.registration is not Registration.NOT_FOUND else Registration.EXPIRED
    return (
        case.stolen,
        known,
        *(_newer(case.lookups, each) for each in (case.tow_gate, case.hooked, case.disposal_gate)),
    )


def _newer(fact: int | None, than: int | None) -> bool | None:
    """Whether a fact came after another; None where there is none."""
    return None if fact is None else fact > (than or 0)


def _holds(case: Case) -> Key:
    return tuple(sorted(each.hold for each in case.open_holds))


def _before(case: Case) -> Key:
    look, declaring = case.last_inspection, declaring_look(case)
    seen = look and (look.finding, look.occupied, _since(look.number, case.tow_gate))
    ground = declaring and (declaring.clause, declaring.hazard)
    flags = (case.private_property, case.vehicle_known, case.exempt, case.hazard_order, case.tow_gate is not None)
    reviews = tuple(_review(case, matter) for matter in Matter)
    return (case.stage, _registers(case), seen, ground, flags, reviews, without_plate(case), _first_seen(case))


def _since(number: int, gate: int | None) -> bool:
    return gate is not None and number >= gate


def _first_seen(case: Case) -> bool:
    return bool(case.inspections) and case.declared is None


def _review(case: Case, matter: Matter) -> Key:
    look = raised(case, matter)
    review = next((each for each in reversed(case.reviews) if each.matter is matter), None)
    return None if look is None else (review.clear if review and review.fact > look.number else "open")


def _told(case: Case) -> Key:
    rows = {row: party for party, row in list_parties(case)}
    by_row = {row: tuple(sorted(_way(each) for each in case.letters if each.addressee == row)) for row in rows}
    owner = tuple(by_row[row] for row, party in rows.items() if party is Party.OWNER)
    liens = tuple(sorted(by_row[row] for row, party in rows.items() if party is Party.LIENHOLDER))
    return (case.parties is not None, owner, liens, case.sticker is not None, case.published is not None)


def _way(letter: Letter) -> tuple[str, bool, bool, bool]:
    return (letter.notice, letter.mailed is not None, letter.returned is not None, bool(letter.steps))


def _under_way(case: Case) -> Key:
    order, hearing = case.order, case.hearing
    heard = hearing and (hearing.decided is not None, hearing.lawful, hearing.requested > (case.hooked or 0))
    said = (case.move_claimed is not None, case.extension_asked is not None, case.failed is not None)
    tow = (case.ordered is not None, order and (order.state, order.contractor), case.tow_gone is not None)
    aside = tuple(sorted((each.guard, each.question) for each in case.overrides if each.stage is case.stage))
    return (heard, said, tow, _holds(case), aside, case.settled and tuple(each.provision for each in case.settled))


def _in_the_lot(case: Case) -> Key:
    there = (case.hooked, case.in_lot, case.intake, case.state_reported, case.contents_returned)
    gone = (case.released, case.surrendered, case.sold, case.destroyed)
    return (tuple(each is not None for each in (*there, *gone)), case.lot, case.towed_by, case.waived)


def _at_the_end(case: Case) -> Key:
    statuses = (case.officer_status, case.salvor_status, case.officer_status_by == case.salvor_status_by)
    served = (case.service, _newer(case.service_checked, case.disposal_gate))
    acts = (case.appraised, case.advertised, case.disposal_reported, case.disposal_gate)
    way = (case.authority_route, case.destroyed_route, case.value, case.model_year)
    return (statuses, served, tuple(each is not None for each in acts), way)


def _times(world: World, law: Edition) -> Key:
    """Which floors have passed, and in which order those that run will end."""
    points = turning_points(world.case, law)
    ahead = sorted({each for each in points.values() if each > world.now})
    return tuple((name, ahead.index(each) if each > world.now else None) for name, each in points.items())
