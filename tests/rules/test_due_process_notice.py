"""Notice before anything final: the owner, returned letters, every lienholder, and unknown owners."""

from datetime import datetime

from rules.owner_notice import owed_letters
from schemas import disposal, impound, mail, waiting_periods
from schemas import owner_notice as notice
from schemas.law import Duty
from schemas.mail import FurtherStep, MailReturn
from schemas.words import Gate, Notice, Paper, Party, Role, Route, Task, VehicleStatus
from tests.rules.cars import (
    ALLOWED,
    CRUSH,
    DECLARED,
    DESK,
    DISPOSAL_GATE,
    KEEPER,
    LAW,
    REPORTED,
    SALE,
    SERVES_NOT,
    SYSTEM,
    TOLD,
    classified,
    day,
    letter,
    on,
)
from tests.rules.keeping import allowed, keeps, refused
from tests.rules.made_up_laws import law_with
from tests.schemas.lives import changed, records_checked
from tests.tasks import next_task

OPEN = waiting_periods.OpenGate(gate=Gate.DISPOSAL)
IMPOUND_NOTICE = "75 Pa.C.S. 7305(b), Phila. Code 12-2405(2)"
RECLAIM = "75 Pa.C.S. 7305, 7307"
FLOWERS = "Jones v. Flowers, 547 U.S. 220 (2006)"
PROPERT = "Propert v. District of Columbia, 948 F.2d 1327 (D.C. Cir. 1991)"
ASKED_OF = "75 Pa.C.S. 7305(b)"

PARTIES_OF = LAW.duties[Duty.PARTIES].citation
HER = notice.Addressee(name="Maria Sandoval", lines=("1458 West Example Street", "Exampleton, PA 19133"))
AS_TYPED = notice.Addressee(name="MARIA  SANDOVAL", lines=("1458 west example street", "Exampleton, PA 19133"))
ONE_LINE = notice.Addressee(name="Maria Sandoval", lines=("1458 West Example Street Exampleton, PA 19133",))
HER_BANK = notice.Addressee(name="First Example Bank", lines=("1 Money Place",))

STICKERED = on(REPORTED, 12, notice.StickerPosted(), notice.PartiesRecorded(owner=1), records_checked())
UNSENT = on(STICKERED, 13, letter(1, Notice.HAZARD_TOW), letter(2, Notice.IMPOUND))
SENT = on(UNSENT, 14, mail.LetterMailed(letter=1), mail.LetterMailed(letter=2))
AT_ONCE = law_with(disposal={"salvage": LAW.disposal["salvage"].model_copy(update={"notices": (), "floors": ()})})
JUNK = classified(on(STICKERED, 20, DISPOSAL_GATE, records_checked(), SERVES_NOT), 20, VehicleStatus.SALVAGE)
TO_CRUSH = on(JUNK, 21, disposal.AuthorityRecorded(route=Route.CRUSH, reference=1))


@keeps("G1")
def test_a_windshield_sticker_alone_does_not_permit_crushing_a_registered_car() -> None:
    refusal = refused(TO_CRUSH, CRUSH, DESK, by="G1", cites=IMPOUND_NOTICE)

    assert refusal.reason == "Required: The impound letter to the owner was mailed."
    assert refusal.remedied_by is Role.DISPATCHER


@keeps("G1")
def test_not_even_where_a_law_asks_for_no_notice_is_a_known_owners_junk_crushed_without_a_letter() -> None:
    refusal = refused(TO_CRUSH, CRUSH, DESK, law=AT_ONCE, by="G1", cites=PROPERT)
    assert refusal.reason == "Required: A letter to the owner was mailed."

    told = on(TO_CRUSH, 22, letter(1, Notice.HAZARD_TOW), mail.LetterMailed(letter=1))

    assert allowed(told, CRUSH, DESK, law=AT_ONCE)


@keeps("G1")
def test_a_letter_that_is_printed_and_not_mailed_is_no_notice() -> None:
    refused(UNSENT, OPEN, SYSTEM, by="G1", cites=IMPOUND_NOTICE)

    assert allowed(SENT, OPEN, SYSTEM)


@keeps("G1")
def test_the_owner_has_thirty_days_from_the_mailing_and_not_from_the_tow() -> None:
    early = refused(SENT, OPEN, SYSTEM, day(43), by="G1", cites=RECLAIM)

    assert early.reason == "Required: 30 days have passed since the last letter was mailed."
    assert early.earliest is not None
    assert early.earliest > day(44)
    assert allowed(SENT, OPEN, SYSTEM, early.earliest)


@keeps("G1")
def test_who_owns_the_car_is_asked_before_anybody_may_be_thought_unknown() -> None:
    unasked = REPORTED

    refusal = refused(unasked, OPEN, SYSTEM, by="G1", cites=ASKED_OF)

    assert refusal.remedied_by is Role.DISPATCHER
    assert next_task(unasked, LAW).task is Task.PARTIES


@keeps("told_of_the_tow")
def test_the_reclaim_period_does_not_end_before_the_owner_is_notified_of_a_hazard_tow() -> None:
    only_printed = on(STICKERED, 13, letter(1, Notice.HAZARD_TOW), letter(2, Notice.IMPOUND))
    untold = on(only_printed, 14, mail.LetterMailed(letter=2))

    refusal = refused(untold, OPEN, SYSTEM, by="told_of_the_tow", cites="Phila. Code 12-1120(3)")

    assert refusal.reason == "Required: The hazard tow letter to the owner was mailed."
    assert refusal.remedied_by is Role.DISPATCHER
    assert allowed(on(untold, 14, mail.LetterMailed(letter=1)), OPEN, SYSTEM)


@keeps("told_of_the_tow")
def test_a_hazard_is_not_sold_before_its_owner_is_notified_of_the_tow() -> None:
    untold = ALLOWED.with_(letters=ALLOWED.letters_of(Notice.IMPOUND))

    refused(untold, SALE, DESK, by="told_of_the_tow", cites="Phila. Code 12-1120(3)")

    assert allowed(changed(untold, "declared", exempt=None), SALE, DESK)


BACK = on(TOLD, 20, mail.LetterReturned(letter=2, reason=MailReturn.UNCLAIMED))


@keeps("G2")
def test_a_returned_letter_does_not_end_the_duty_to_notify() -> None:
    refusal = refused(BACK, OPEN, SYSTEM, by="G2", cites=FLOWERS)
    assert refusal.reason == ("Required: After letter 2 was returned, this step was taken: a letter by regular mail.")
    assert refusal.remedied_by is Role.DISPATCHER
    assert next_task(BACK, LAW).task is Task.FURTHER_STEPS

    posted = on(BACK, 21, mail.FurtherStepTaken(letter=2, step=FurtherStep.POSTED_ON_VEHICLE))
    sought = on(posted, 22, mail.FurtherStepTaken(letter=2, step=FurtherStep.SECOND_ADDRESS))

    assert refused(posted, OPEN, SYSTEM, by="G2", cites=FLOWERS).reason == refusal.reason
    assert allowed(sought, OPEN, SYSTEM)


@keeps("G2")
def test_a_letter_that_comes_back_on_the_day_of_the_auction_stops_the_auction() -> None:
    back = on(ALLOWED, 63, mail.LetterReturned(letter=2, reason=MailReturn.UNDELIVERABLE))

    refused(back, SALE, DESK, day(64), by="G2", cites=FLOWERS)

    sought = on(back, 63, mail.FurtherStepTaken(letter=2, step=FurtherStep.SECOND_ADDRESS), SERVES_NOT)
    waits = refused(sought, SALE, DESK, day(64), by="G2", cites=FLOWERS)
    # Ten whole days after day 63, which is January 26, 2027: until the end of February 5.
    assert waits.earliest == datetime(2027, 2, 6, tzinfo=LAW.tz)
    assert waits.reason == "Required: 10 days have passed since the further step."
    assert allowed(sought, SALE, DESK, waits.earliest)


@keeps("G2")
def test_of_two_letters_that_came_back_each_wants_its_own_step() -> None:
    both = on(WITH_BANK_TOLD, 20, back(2), back(3))
    one = on(both, 21, mail.FurtherStepTaken(letter=2, step=FurtherStep.SECOND_ADDRESS))

    assert "letter 3" in refused(one, OPEN, SYSTEM, by="G2", cites=FLOWERS).reason


@keeps("G2")
def test_no_further_step_is_recorded_for_a_letter_that_was_not_returned() -> None:
    step = mail.RecordFurtherStep(letter=2, step=FurtherStep.REGULAR_MAIL)

    refused(TOLD, step, DESK, by="G2", cites=FLOWERS)

    assert allowed(BACK, step, DESK)


def back(row: int) -> mail.LetterReturned:
    """This letter is returned."""
    return mail.LetterReturned(letter=row, reason=MailReturn.UNCLAIMED)


WITH_BANKS = on(
    REPORTED,
    12,
    notice.PartiesRecorded(owner=1, lienholders=(2, 3)),
    letter(1, Notice.HAZARD_TOW),
    letter(2, Notice.IMPOUND),
    letter(3, Notice.IMPOUND, 2),
    letter(4, Notice.IMPOUND, 3),
    mail.LetterMailed(letter=1),
    mail.LetterMailed(letter=2),
    mail.LetterMailed(letter=3),
    records_checked(),
)
WITH_BANK_TOLD = on(WITH_BANKS, 13, mail.LetterMailed(letter=4))


@keeps("G3")
def test_every_lienholder_is_notified() -> None:
    refusal = refused(WITH_BANKS, OPEN, SYSTEM, by="G3", cites=IMPOUND_NOTICE)
    assert refusal.reason == "Required: The impound letter to the lienholder was mailed."
    assert refusal.remedied_by is Role.DISPATCHER

    assert allowed(WITH_BANK_TOLD, OPEN, SYSTEM)


def test_the_last_notified_lienholder_has_the_full_period() -> None:
    late = on(WITH_BANKS, 40, mail.LetterMailed(letter=4))

    early = refused(late, OPEN, SYSTEM, day(69), by="G1", cites=RECLAIM)

    assert early.earliest is not None
    assert allowed(late, OPEN, SYSTEM, early.earliest)


@keeps("G3")
def test_a_lienholder_found_late_is_notified_before_disposal() -> None:
    found = on(TOLD, 50, notice.PartiesRecorded(owner=1, lienholders=(2,)))

    refused(found, OPEN, SYSTEM, by="G3", cites=IMPOUND_NOTICE)

    assert [(each.party, each.addressee) for each in owed_letters(found, LAW)] == [(Party.LIENHOLDER, 2)]


@keeps("G3")
def test_an_owner_does_not_give_up_a_car_on_which_a_lien_is() -> None:
    title = impound.SurrenderVehicle(papers=(Paper.IDENTITY, Paper.TITLE))

    refused(WITH_BANK_TOLD, title, KEEPER, by="G3", cites=ASKED_OF)

    assert allowed(TOLD, title, KEEPER)


NOBODY = on(REPORTED, 12, notice.PartiesRecorded(), records_checked())
PUBLISHED = on(NOBODY, 13, mail.FurtherStepTaken(step=FurtherStep.PUBLICATION))


@keeps("G17")
def test_if_no_party_is_known_a_notice_is_published_once_and_the_period_runs_from_it() -> None:
    refusal = refused(NOBODY, OPEN, SYSTEM, by="G17", cites="75 Pa.C.S. 7305(c)")
    assert refusal.reason == "Required: A notice was published, because no party is known."
    assert refusal.remedied_by is Role.DISPATCHER

    early = refused(PUBLISHED, OPEN, SYSTEM, day(42), by="G1", cites=RECLAIM)
    assert early.reason == "Required: 30 days have passed since a notice was published."
    assert early.earliest is not None
    assert allowed(PUBLISHED, OPEN, SYSTEM, early.earliest)


@keeps("G17")
def test_only_salvage_goes_without_notice_and_only_if_no_party_is_known() -> None:
    of_value = classified(NOBODY, 20, VehicleStatus.WITH_VALUE)
    salvage = classified(NOBODY, 20, VehicleStatus.SALVAGE)
    owned = classified(on(REPORTED, 12, notice.PartiesRecorded(owner=1)), 20, VehicleStatus.SALVAGE)

    refused(of_value, OPEN, SYSTEM, by="G17", cites="75 Pa.C.S. 7305(c)")
    refused(owned, OPEN, SYSTEM, by="G1", cites=IMPOUND_NOTICE)
    assert allowed(salvage, OPEN, SYSTEM, day(21))


@keeps("parties")
def test_one_person_is_not_entered_as_two_parties() -> None:
    twice = notice.RecordParties(owner=HER, lienholders=(HER,))
    refusal = refused(DECLARED, twice, DESK, by="parties", cites=PARTIES_OF)

    assert refusal.reason == ("Required: The owner and the lienholders are all different parties (name and address).")
    for typed in (AS_TYPED, ONE_LINE):
        refused(DECLARED, twice.model_copy(update={"lienholders": (typed,)}), DESK, by="parties", cites=PARTIES_OF)
    assert allowed(DECLARED, notice.RecordParties(owner=HER, lienholders=(HER_BANK,)), DESK)
    assert not allowed(DECLARED, notice.RecordParties(owner=HER, lienholders=(HER_BANK, HER_BANK)), DESK)


@keeps("parties")
def test_that_no_owner_could_be_found_is_stated_and_not_left_out() -> None:
    said = "Required: An owner is entered, or it is stated that no owner could be found, and not both."
    for liens in ((), (HER_BANK,)):
        stated = notice.RecordParties(no_owner_found=True, lienholders=liens)
        silent, both = notice.RecordParties(lienholders=liens), stated.model_copy(update={"owner": HER})

        assert refused(DECLARED, silent, DESK, by="parties", cites=PARTIES_OF).reason == said
        assert refused(DECLARED, both, DESK, by="parties", cites=PARTIES_OF).reason == said
        assert allowed(DECLARED, stated, DESK)
