"""What the guards of the mail require of a report, the fact that each requirement rests on, and what is final."""

from datetime import datetime

import pytest

from rules.library import find_edition
from rules.mail import letter_free, letter_on_its_way, letter_waits
from rules.request_rule import RequestContext
from rules.requests.mail import RECORD_MAILING
from rules.requirements import Check, GuardContext
from rules.rows import NoRows
from schemas import mail
from schemas.case import Case
from schemas.mail import MailFault, MailProof, MailReturn
from schemas.messages import Actor, Request
from schemas.words import Notice
from tests.rules import cars
from tests.rules.cars import DESK, LAW, SYSTEM, day, letter, on

WRITTEN = on(cars.KNOWN, 4, letter(1, Notice.PRE_TOW))
OUT = on(WRITTEN, 4, mail.LetterHandedOver(letter=1, batch=1))
LEFT = on(OUT, 5, mail.LetterNotMailed(letter=1, fault=MailFault.REFUSED))
MAILED = on(OUT, 5, mail.LetterMailed(letter=1))
DELIVERED = on(MAILED, 6, mail.LetterDelivered(letter=1))
RETURNED = on(MAILED, 6, mail.LetterReturned(letter=1, reason=MailReturn.MOVED))

W, L, M, D = WRITTEN.number, LEFT.number, MAILED.number, DELIVERED.number
"""The facts: written, left to a person, mailed, and delivered or returned."""

HAND_OVER, HAND_OVER_OTHER = (mail.HandOverLetter(letter=each, batch=1) for each in (1, 2))
REFUSED, REFUSED_OTHER = (mail.ReportMailFault(letter=each, fault=MailFault.REFUSED) for each in (1, 2))
TOO_OLD = mail.ReportMailFault(letter=1, fault=MailFault.TOO_OLD)
DELIVERY, DELIVERY_OF_OTHER = (mail.RecordDelivery(letter=each) for each in (1, 2))

MET, NEVER = True, "never"
"""Met; and unmet, which no person and no time can change."""

Told = tuple[bool | str, int | None]
REPORTS: list[tuple[Check, Request, Case, float, list[Told]]] = [
    (letter_free, HAND_OVER, WRITTEN, 5, [(MET, W), (MET, W), (MET, W)]),
    (letter_free, HAND_OVER, OUT, 5, [(MET, W), (NEVER, W), (MET, W)]),
    (letter_free, HAND_OVER, LEFT, 6, [(MET, W), (NEVER, W), (MET, W)]),
    (letter_free, HAND_OVER, MAILED, 6, [(MET, W), (NEVER, W), (MET, W)]),
    (letter_free, HAND_OVER, WRITTEN, 30, [(MET, W), (MET, W), (NEVER, W)]),
    (letter_free, HAND_OVER_OTHER, WRITTEN, 5, [(NEVER, None), (NEVER, None), (MET, None)]),
    (letter_waits, REFUSED, OUT, 5, [(MET, W), (MET, None)]),
    (letter_waits, REFUSED, MAILED, 6, [(NEVER, W), (MET, None)]),
    (letter_waits, REFUSED, LEFT, 6, [(MET, W), (NEVER, L)]),
    (letter_waits, REFUSED_OTHER, OUT, 5, [(NEVER, None), (MET, None)]),
    (letter_waits, TOO_OLD, WRITTEN, 5, [(MET, W), (MET, None), (NEVER, W)]),
    (letter_waits, TOO_OLD, MAILED, 30, [(NEVER, W), (MET, None), (MET, W)]),
    (letter_on_its_way, DELIVERY, MAILED, 6, [(MET, M), (MET, M), (MET, None)]),
    (letter_on_its_way, DELIVERY, MAILED, 5, [(MET, M), (MET, M), (MET, None)]),
    (letter_on_its_way, DELIVERY, MAILED, 4.9, [(MET, M), (False, M), (MET, None)]),
    (letter_on_its_way, DELIVERY, OUT, 6, [(NEVER, None), (MET, None), (MET, None)]),
    (letter_on_its_way, DELIVERY, DELIVERED, 7, [(MET, M), (MET, M), (NEVER, D)]),
    (letter_on_its_way, DELIVERY, RETURNED, 7, [(MET, M), (MET, M), (NEVER, D)]),
    (letter_on_its_way, DELIVERY_OF_OTHER, MAILED, 6, [(NEVER, None), (MET, None), (MET, None)]),
]


@pytest.mark.parametrize(("guard", "report", "case", "at", "told"), REPORTS)
def test_each_requirement_of_a_report_names_its_fact_and_what_cannot_be_met_any_more_says_so(
    guard: Check, report: Request, case: Case, at: float, told: list[Told]
) -> None:
    asked = guard(GuardContext("", case, LAW, day(at), SYSTEM, report))

    assert [(NEVER if each.final else each.met, each.fact) for each in asked] == told


@pytest.mark.parametrize(
    ("actor", "said", "kept"),
    [
        (DESK, MailProof.ENTERED, MailProof.ENTERED),
        (DESK, MailProof.CERTIFICATE, MailProof.CERTIFICATE),
        (DESK, MailProof.ACCEPTANCE_SCAN, MailProof.ENTERED),
        (DESK, MailProof.MANIFEST, MailProof.ENTERED),
        (SYSTEM, MailProof.ACCEPTANCE_SCAN, MailProof.ACCEPTANCE_SCAN),
        (SYSTEM, MailProof.MANIFEST, MailProof.MANIFEST),
    ],
)
def test_what_a_person_enters_is_never_the_scan_or_the_manifest_of_the_postal_service(
    actor: Actor, said: MailProof, kept: MailProof
) -> None:
    at: datetime = day(5)
    context = RequestContext(
        OUT, actor, mail.RecordMailing(letter=1, shown_by=said), LAW, at, at, edition_of=find_edition
    )

    assert RECORD_MAILING.make(context, NoRows()).shown_by is kept
