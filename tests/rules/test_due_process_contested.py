"""An owner whose request for more time or a hearing was refused has another 48 hours before the tow (3352(d))."""

from datetime import datetime, timedelta

from rules.conflicts import conflict_of
from rules.waiting_periods import floor, time_again
from schemas import impound, tow_dispatch, waiting_periods
from schemas.case import Case
from schemas.words import Gate, Role, Stage, Task
from tests.rules.cars import DESK, GATE, LAW, NOTICED, READY, STILL_THERE, SYSTEM, day, on, refusal_of
from tests.rules.keeping import allowed, keeps, refused
from tests.rules.paper import instant
from tests.schemas.lives import records_checked
from tests.tasks import next_task, tasks_of

OPEN, ORDER = waiting_periods.OpenGate(gate=Gate.TOW), tow_dispatch.OrderTow()
STATE = "75 Pa.C.S. 3352(d)"
MINUTE = timedelta(minutes=1)

REFUSED = """
Thu 2026-12-03 22:00 | Sat 2026-12-05 22:00 | hours run on a Saturday too, past the end of Friday, the tenth day
Wed 2026-12-02 23:00 | Fri 2026-12-04 24:00 | over an hour before Friday ends: the ten days end last
Wed 2026-11-25 10:00 | Fri 2026-12-04 24:00 | refused on the first day: the ten days end last
Tue 2026-12-08 09:30 | Thu 2026-12-10 09:30 | refused when the ten days were over
"""
"""Mailed on Tuesday, 24 November. Refused; the tow not before; why."""


def at(text: str) -> datetime:
    """An hour of Philadelphia."""
    return instant(text, LAW.tz)


def wished(case: Case, when: datetime) -> Case:
    """The owner asks for more time, and is refused."""
    number = (when - day(0)) / timedelta(days=1)
    again = time_again(case, LAW, waiting_periods.DecideExtension())
    return on(case, number, waiting_periods.ExtensionAsked(), waiting_periods.ExtensionDecided(time_again=again))


def heard(case: Case, when: datetime) -> Case:
    """The owner loses the hearing."""
    asked = on(case, 1, impound.HearingRequested(party=1))
    number = (when - day(0)) / timedelta(days=1)
    again = time_again(case, LAW, impound.DecideHearing(lawful=True))
    return on(asked, number, impound.HearingDecided(requested=asked.number, lawful=True, time_again=again))


@keeps("owner_time")
def test_the_tow_waits_for_the_hours_that_a_refusal_gives() -> None:
    for row in REFUSED.strip().splitlines():
        said, end, _ = (each.strip() for each in row.split("|"))
        for case in (wished(NOTICED, at(said)), heard(NOTICED, at(said))):
            assert refusal_of(case, OPEN, SYSTEM, at(end) - MINUTE) is not None, row
            assert allowed(case, OPEN, SYSTEM, at(end)), row
            assert tasks_of(case, LAW).wake_at == at(end), row


@keeps("owner_time")
def test_the_hours_are_the_states_and_the_case_says_so() -> None:
    late = wished(NOTICED, at("Thu 2026-12-03 22:00"))

    refusal = refused(late, OPEN, SYSTEM, at("Sat 2026-12-05 21:59"), by="owner_time", cites=STATE)
    waits = next_task(late, LAW)

    assert refusal.reason == "Required: 48 hours have passed since the owner's request was refused."
    assert refusal.earliest == at("Sat 2026-12-05 22:00")
    assert (waits.task, waits.by, waits.citation) == (Task.NOTICE_PERIOD, Role.SYSTEM, STATE)
    assert waits.why.startswith("The owner has time to move the car, again after a refusal.")


@keeps("owner_time")
def test_a_refusal_after_the_gate_closes_it_for_these_hours_and_the_car_is_inspected_again() -> None:
    for late in (wished(READY, day(21)), heard(READY, day(21))):
        refused(late, OPEN, SYSTEM, day(23) - MINUTE, by="owner_time", cites=STATE)
        waits = tasks_of(late, LAW)
        over = on(late, 23, GATE)

        assert (late.stage, waits.next.task, waits.wake_at) == (Stage.NOTICE, Task.NOTICE_PERIOD, day(23))
        assert allowed(late, OPEN, SYSTEM, day(23))
        assert not allowed(over, ORDER, DESK, day(24))
        assert allowed(on(over, 23, records_checked(), STILL_THERE), ORDER, DESK, day(24))


@keeps("owner_time")
def test_a_refusal_that_an_older_towpath_has_recorded_behind_the_gate_holds_the_tow_back_as_well() -> None:
    late = on(READY, 21, waiting_periods.ExtensionAsked(), waiting_periods.ExtensionDecided())

    refused(late, ORDER, DESK, day(23) - MINUTE, by="owner_time", cites=STATE)

    assert (late.stage, next_task(late, LAW).not_before) == (Stage.TOW, day(23))
    assert allowed(late, ORDER, DESK, day(23))


def test_a_second_wish_that_is_refused_gives_no_more_hours() -> None:
    once = wished(NOTICED, at("Thu 2026-12-03 22:00"))
    twice = wished(once, at("Sat 2026-12-05 10:00"))

    shut_no_more = wished(on(once, 13, GATE), day(14))

    assert shut_no_more.stage is Stage.TOW
    assert floor(twice, LAW, "contested") == floor(once, LAW, "contested") == at("Sat 2026-12-05 22:00")


def test_where_the_hours_end_after_the_day_of_the_removal_the_conflict_names_the_states_paragraph() -> None:
    """Declared on Tuesday, 24 November: ten business days without Thanksgiving end on Wednesday, 9 December."""
    conflict = conflict_of(wished(NOTICED, at("Tue 2026-12-08 09:30")), LAW)

    assert conflict is not None
    assert (conflict.not_before, conflict.floor_citation) == (at("Thu 2026-12-10 09:30"), STATE)
    assert conflict.by == at("Wed 2026-12-09 24:00")
    assert conflict.mail_by is None


def test_a_law_that_gives_no_such_hours_has_none() -> None:
    law = LAW.model_copy(update={"periods": {code: each for code, each in LAW.periods.items() if code != "contested"}})

    for case in (wished(NOTICED, at("Thu 2026-12-03 22:00")), heard(NOTICED, at("Thu 2026-12-03 22:00"))):
        assert allowed(case, OPEN, SYSTEM, at("Fri 2026-12-04 24:00"), law)
