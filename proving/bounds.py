"""How far is explored: all worlds in which at most so many things are out of the ordinary at the same time."""

from collections.abc import Callable

from proving.worlds import World
from rules.verification import raised
from schemas.case import Case
from schemas.words import Hold, Matter, Registration, Service, Stolen


def at_most(count: int) -> Callable[[World], bool]:
    """Worlds with at most so many of the things below at once."""
    return lambda world: out_of_the_ordinary(world.case) <= count


def out_of_the_ordinary(case: Case) -> int:
    """How many things stand in this case that most cases do not have."""
    return sum(count(case) for count in EXTRAORDINARY.values())


EXTRAORDINARY: dict[str, Callable[[Case], int]] = {
    "a hold": lambda case: sum(each.hold is not Hold.HEARING for each in case.open_holds),
    "a hearing": lambda case: len(case.hearings),
    "a letter that came back": lambda case: sum(each.returned is not None for each in case.letters),
    "a second lienholder": lambda case: max(0, len(case.lienholders) - 1),
    "nobody known": lambda case: int(case.parties is not None and not case.owner and not case.lienholders),
    "no owner but a lienholder": lambda case: int(bool(case.lienholders) and not case.owner),
    "a stolen car": lambda case: int(case.stolen is Stolen.STOLEN),
    "a valid registration": lambda case: int(case.registration is Registration.VALID),
    "long expired papers": lambda case: int(case.registration is Registration.EXPIRED_OVER_90_DAYS),
    "a car that nobody can look up": lambda case: int(not case.vehicle_known),
    "private property": lambda case: int(case.private_property),
    "somebody inside": lambda case: int(bool(case.last_inspection and case.last_inspection.occupied)),
    "a matter to look into": lambda case: sum(raised(case, matter) is not None for matter in Matter),
    "an exemption": lambda case: int(case.exempt is not None),
    "a move that the owner tells of": lambda case: int(case.move_claimed is not None),
    "a wish for more time": lambda case: int(case.extension_asked is not None),
    "more time": lambda case: int(case.extended_until is not None),
    "a failed step": lambda case: int(case.failed is not None),
    "a guard set aside": lambda case: len(case.overrides),
    "a waiver": lambda case: len(case.waived),
    "contents given back": lambda case: int(case.contents_returned is not None),
    "a servicemember": lambda case: int(case.service not in (None, Service.NONE)),
    "a second round": lambda case: int(case.reopened is not None),
    "a sticker that nobody needs": lambda case: int(case.sticker is not None and bool(case.owner)),
    "a publication that nobody needs": lambda case: int(case.published is not None and bool(case.owner)),
    "an order that ended without a tow": lambda case: max(0, len(case.orders) - 1),
}
"""What counts as out of the ordinary, and how much of it a case has."""
