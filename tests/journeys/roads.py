"""Shared steps of journeys: how a car comes to be declared, noticed and ready to tow."""

from rules.owner_notice import unmailed
from schemas.disposal import AnswerServiceCheck, ClassifyVehicle
from schemas.impound import RecordIntake, ReportToState
from schemas.mail import RecordMailing
from schemas.messages import Place
from schemas.owner_notice import Addressee, RecordParties
from schemas.reporting import EnterRecordsCheck
from schemas.tow_dispatch import AcceptOffer, OrderTow, ReportDone, ReportDroppedAtLot, ReportHookedUp
from schemas.verification import RecordInspection
from schemas.words import Finding, MilitaryStatus, Registration, Stolen, Task, TowResult, VehicleStatus
from tests.car import FIRMS, CaseDriver

CLEAR = EnterRecordsCheck(stolen=Stolen.CLEAR, registration=Registration.EXPIRED)
OWNER = Addressee(name="Maria Sandoval", lines=("1458 West Example Street", "Exampleton, PA 19133"))
BANK = Addressee(name="First Example Bank", lines=("1 Money Place", "Exampleton, PA 19100"))
HERE, LOT = Place(lat=39.99, lon=-75.12), Place(lat=39.95, lon=-75.14)


async def declared(car: CaseDriver) -> None:
    """Records check, an inspection, and a second one two days later."""
    await car.ask("dispatcher-1", CLEAR)
    await car.ask("officer-1", RecordInspection(finding=Finding.STILL_THERE))
    await car.waits_for(Task.SECOND_OBSERVATION)
    await car.days_pass(2.1)
    look = RecordInspection(finding=Finding.ABANDONED, clause="inoperable", photos=(await car.photo(),))
    await car.ask("officer-1", look)


async def noticed(car: CaseDriver) -> None:
    """Owner and bank are recorded, and their letters are mailed on the day of the letters, at any pace."""
    await declared(car)
    await car.ask("dispatcher-1", RecordParties(owner=OWNER, lienholders=(BANK,)))
    row = await car.waits_for(Task.MAILING)
    for letter in row.case.letters:
        await car.ask("dispatcher-1", RecordMailing(letter=letter.letter, at=letter.written.at))
    await car.waits_for(Task.NOTICE_PERIOD)


async def ready(car: CaseDriver) -> None:
    """The owner's time is over, and the car is still there."""
    await noticed(car)
    # Ten days, and two more in case the last one is no business day; five for a long weekend.
    await car.days_pass(15)
    await records_checked(car)
    await car.waits_for(Task.REINSPECTION)
    await car.ask("officer-1", RecordInspection(finding=Finding.STILL_THERE))


async def records_checked(car: CaseDriver) -> None:
    """The stolen-vehicle records are checked again, as before every step that cannot be undone."""
    await car.waits_for(Task.RECORDS_CHECK)
    await car.ask("dispatcher-1", CLEAR)


async def ordered(car: CaseDriver) -> None:
    """Ready to tow, and a contractor has the offer."""
    await ready(car)
    await offered(car)


async def offered(car: CaseDriver) -> None:
    """The tow is ordered, and a contractor has the offer."""
    await car.ask("dispatcher-1", OrderTow())
    await car.waits_for(Task.ANSWER)


async def taken(car: CaseDriver) -> str:
    """Ready to tow, and a contractor has accepted; returns the driver."""
    await ordered(car)
    return await accepted(car)


async def accepted(car: CaseDriver) -> str:
    """The contractor in rotation has accepted; returns the driver."""
    driver = await asked(car)
    await car.ask(driver, AcceptOffer(order=1))
    await car.waits_for(Task.TOW)
    return driver


async def asked(car: CaseDriver) -> str:
    """The driver of the contractor that has the offer."""
    order = (await car.row()).case.order
    assert order is not None
    return next(who for who, firm in FIRMS.items() if firm == order.contractor)


async def tow(car: CaseDriver, driver: str, order: int) -> None:
    """Hooked up, dropped at the lot, done."""
    await car.ask(driver, ReportHookedUp(order=order, place=HERE))
    await car.ask(driver, ReportDroppedAtLot(order=order, lot="river-lot", place=LOT))
    await car.ask(driver, ReportDone(order=order, result=TowResult.TOWED))


async def towed(car: CaseDriver) -> None:
    """From the tow order to the lot, before the intake."""
    await offered(car)
    await tow(car, await accepted(car), order=1)
    await car.waits_for(Task.INTAKE)


async def in_the_lot(car: CaseDriver) -> None:
    """Towed, taken in, and the state is notified."""
    await ready(car)
    await towed(car)
    await car.ask("lot-1", RecordIntake(lot="river-lot", inventory="A child's seat and a toolbox", keys=True))
    await car.ask("dispatcher-1", ReportToState())


async def impound_noticed(car: CaseDriver) -> None:
    """Owner and bank are notified where the car is."""
    await in_the_lot(car)
    for letter in unmailed((await car.waits_for(Task.MAILING)).case):
        await car.ask("dispatcher-1", RecordMailing(letter=letter.letter, at=letter.written.at))
    await records_checked(car)
    await car.waits_for(Task.RECLAIM_PERIOD)


async def unclaimed(car: CaseDriver) -> None:
    """No one reclaimed the car in time."""
    await impound_noticed(car)
    await car.days_pass(35)
    await cleared(car)
    await car.waits_for(Task.OFFICER_STATUS)


async def cleared(car: CaseDriver) -> None:
    """The checks before the end: stolen-vehicle records and military status (SCRA)."""
    await records_checked(car)
    await car.waits_for(Task.SERVICE_CHECK)
    await car.ask("dispatcher-1", AnswerServiceCheck(service=MilitaryStatus.NONE))


async def status_named(car: CaseDriver, status: VehicleStatus) -> None:
    """The officer and the contractor classify the car alike."""
    salvor = (await car.row()).case.towed_by
    driver = next(who for who, firm in FIRMS.items() if firm == salvor)
    await car.ask("officer-1", ClassifyVehicle(status=status))
    await car.ask(driver, ClassifyVehicle(status=status))
    await car.waits_for(Task.AUTHORITY)
