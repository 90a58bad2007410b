"""A letter is printed while nobody waits for its case, and says what is true when it is written."""

from typing import Any

import pytest
from temporalio.testing import TimeSkipper

from activities import owner_notice
from activities.audit import verify_case
from activities.letter_press import LetterText, print_letter
from activities.notifying import TemporalClient
from activities.owner_notice import read_letter
from activities.services import Services
from database import cases
from database.connection import transaction
from schemas.owner_notice import RecordParties
from schemas.reporting import CorrectDescription
from schemas.words import Task
from tests.activities.sample_letter import read
from tests.car import CaseDriver, actor, reported
from tests.conftest import Clock
from tests.journeys.roads import BANK, OWNER, declared


@pytest.fixture
async def car(services: Services, weeks: TemporalClient, clock: Clock, skipper: TimeSkipper) -> CaseDriver:
    """A car that was declared abandoned."""
    declared_car = await reported(services, weeks, clock, skipper)
    await declared(declared_car)
    return declared_car


async def test_a_case_is_not_locked_while_its_letters_are_printed(
    car: CaseDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked: list[str] = []

    async def printed(text: LetterText, proof: Any = None) -> bytes:
        async with transaction(car.services.pool) as connection:
            row = await cases.lock_case(connection, car.case)
            assert row is not None
            locked.append(row.id)
        return await print_letter(text, proof)

    monkeypatch.setattr(owner_notice, "print_letter", printed)
    await car.ask("dispatcher-1", RecordParties(owner=OWNER, lienholders=(BANK,)))
    row = await car.waits_for(Task.MAILING)

    assert len(row.case.letters) == 2
    assert locked == [car.case] * 4, "A letter and its copy for the file, for each of two parties."
    assert await verify_case(car.services, car.case) == []


async def test_a_letter_whose_case_changes_while_it_is_printed_is_printed_again(
    car: CaseDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    colors: list[str | None] = []

    async def printed(text: LetterText, proof: Any = None) -> bytes:
        colors.append(text.vehicle.color)
        if len(colors) == 1:
            await car.ask("officer-1", CorrectDescription(color="green"))
        return await print_letter(text, proof)

    monkeypatch.setattr(owner_notice, "print_letter", printed)
    await car.ask("dispatcher-1", RecordParties(owner=OWNER))
    [letter] = (await car.waits_for(Task.MAILING)).case.letters

    paper = await read_letter(
        car.services, car.case, letter.letter, actor("dispatcher-1"), purpose="test", now=car.clock()
    )
    assert (colors[0], colors.count("green")) == (None, 2)
    assert "green" in read(paper)
