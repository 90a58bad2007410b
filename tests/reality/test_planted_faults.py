"""Tests the test: a fault planted only on the real side is reported, with the road that leads to it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from activities import casework, record
from proving import people
from proving.missing_guards import without
from rules import authorization
from rules.law import Edition
from schemas.after import after
from schemas.case import Case
from schemas.messages import Actor, JournalEntry, Request
from schemas.rulings import Refusal, Ruling
from schemas.tow_dispatch import OrderTow
from schemas.verification import RecordInspection
from schemas.waiting_periods import PlaceHold
from schemas.words import Finding, Hold
from tests.reality.beginning import begun
from tests.reality.city import CityUnderTest
from tests.reality.hostile import Trouble
from tests.reality.model import DisagreementError
from tests.reality.test_hostile_temporal import GONE, asks


def lax(guard: str) -> Callable[..., Refusal | Ruling | None]:
    """An authorization that skips this guard."""

    def authorize(case: Case, request: Request, actor: Actor, law: Edition, now: datetime) -> Refusal | Ruling | None:
        with without(guard):
            return authorization.authorize(case, request, actor, law, now)

    return authorize


@pytest.mark.parametrize(
    ("guard", "seen"),
    [("G13", {"occupied": True, "hazard": True}), ("interval", {}), ("G9", {"clause": None, "hazard": True})],
)
async def test_a_guard_that_only_reality_lacks(
    philadelphia: CityUnderTest, monkeypatch: pytest.MonkeyPatch, guard: str, seen: dict[str, Any]
) -> None:
    monkeypatch.setattr(casework, "authorize", lax(guard))
    road = await begun(philadelphia)
    told = {"finding": Finding.ABANDONED, "clause": "inoperable", "photos": (road.photo,)} | seen

    with pytest.raises(DisagreementError, match=rf"They refuse differently[\s\S]*Refused by {guard}"):
        await asks(road, (people.OFFICER, RecordInspection.model_validate(told)))


async def test_a_ruling_that_lacks_a_guard_although_the_verdict_is_the_same(
    philadelphia: CityUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    road = await begun(philadelphia)
    look = RecordInspection(finding=Finding.ABANDONED, clause="inoperable", hazard=True, photos=(road.photo,))
    await asks(road, (people.OFFICER, look))
    monkeypatch.setattr(casework, "authorize", lax("seen_again"))

    with pytest.raises(DisagreementError, match=r"It rests on another ruling[\s\S]*order tow"):
        await asks(road, (people.DISPATCHER, OrderTow()))


async def test_a_record_that_loses_what_a_fact_says(
    philadelphia: CityUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forgetful(case: Case, recorded: JournalEntry) -> Case:
        return after(case, recorded).with_(holds=())

    monkeypatch.setattr(record, "after", forgetful)
    road = await begun(philadelphia)

    with pytest.raises(DisagreementError, match=r"another one[\s\S]*holds[\s\S]*place hold \(hold litigation\)"):
        await asks(road, (people.OFFICER, PlaceHold(hold=Hold.LITIGATION)))


async def test_an_activity_that_runs_twice(philadelphia: CityUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(casework, "out_of_turn", lambda *_: None)
    monkeypatch.setattr(casework, "_comes_late", lambda *_: None)
    road = await begun(philadelphia)
    await asks(road, GONE, Trouble.BREAKS)
    told = next(number for number, (name, _) in enumerate(philadelphia.hostile.done) if name == "report_failed_step")

    await road.temporal_client.is_told(Trouble.ZOMBIE, which=told)
    with pytest.raises(DisagreementError, match="The model would have refused this to the workflow"):
        await road.absorbs()
