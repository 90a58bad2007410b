"""Owners and lienholders by files: in a file of their own, removed once it is read; what is not clear is referred."""

from datetime import timedelta

from schemas.records import AnswerOutcome
from schemas.verification import RecordInspection
from schemas.words import Finding, Role, Task
from tests.car import CaseDriver
from tests.journeys.roads import CLEAR
from tests.mail_city import FOUR_PM
from tests.records_city import NINE_PM, OF_PARTIES, RecordsCity


async def owners_asked(records_town: RecordsCity, plate: str) -> CaseDriver:
    """A car of which the file of this Monday asks who owns it; the next morning."""
    records_town.clock.stands = FOUR_PM - timedelta(days=4)
    car = await records_town.reported(plate)
    await car.ask("dispatcher-1", CLEAR)
    await car.ask("officer-1", RecordInspection(finding=Finding.STILL_THERE))
    records_town.clock.stands = FOUR_PM
    look = RecordInspection(finding=Finding.ABANDONED, clause="inoperable", photos=(await car.photo(),))
    await car.ask("officer-1", look)
    await records_town.does(car, Task.PARTIES)
    records_town.clock.stands = NINE_PM
    await records_town.goes_round()
    await records_town.passes(hours=9)
    return car


async def test_the_parties_come_in_a_file_of_their_own_which_is_removed_once_it_is_read(
    records_town: RecordsCity,
) -> None:
    car = await owners_asked(records_town, "ABC1022")
    head = f"{car.case}-{(await car.row()).number}-owner-plate,clear,ABC1022,PA,{records_town.clock().isoformat()}"
    lines = "7 Nowhere Lane,Towpath PA"
    named = (f"{head},owner,Sample Owner,{lines}", f"{head},lienholder,Sample Bank,{lines}")
    records_town.puts_in("1.parties.csv", OF_PARTIES, *named)

    await records_town.goes_round()
    await records_town.goes_round()

    row = await car.row()
    assert row.case.parties is not None
    assert (row.case.owner is not None, len(row.case.parties.lienholders)) == (True, 1)
    assert (await car.recorded())[-1].role is Role.SYSTEM
    assert [records_town.files(place) for place in ("in", "out", "done", "quarantine")] == [[], [], [], []]


async def test_two_owners_in_one_answer_are_a_dispatchers_who_sees_both(records_town: RecordsCity) -> None:
    car = await owners_asked(records_town, "ABC1023")
    head = f"{car.case}-{(await car.row()).number}-owner-plate,clear,ABC1023,PA,{records_town.clock().isoformat()}"
    records_town.puts_in(
        "1.parties.csv", OF_PARTIES, f"{head},owner,Sample A,1 Lane,PA", f"{head},owner,Sample B,2 Lane,PA"
    )

    await records_town.goes_round()

    [referral] = (await car.row()).case.referrals
    assert (referral.outcome, len(referral.parties)) == (AnswerOutcome.SEVERAL, 2)


async def test_nobody_named_is_one_row_without_a_role(records_town: RecordsCity) -> None:
    car = await owners_asked(records_town, "ABC1024")
    head = f"{car.case}-{(await car.row()).number}-owner-plate,clear,ABC1024,PA,{records_town.clock().isoformat()}"
    records_town.puts_in("1.parties.csv", OF_PARTIES, f"{head},,,,")

    await records_town.goes_round()

    assert (await car.facts())[-1].outcome is AnswerOutcome.NOT_FOUND
