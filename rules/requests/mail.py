"""The requests about letters on their way: handed over, mailed, delivered, returned, and the steps after that."""

from collections.abc import Iterator

from rules.forms import About, each_letter
from rules.law import Edition
from rules.owner_notice import is_stale
from rules.questions import Question
from rules.request_rule import AnyRule, Copied, RequestContext, RequestRule, Words
from rules.roles_and_stages import AFTER_TOW, NOTICED, STAFF, SYSTEM
from rules.rows import NoRows
from schemas.case import Case
from schemas.facts import plain_fact
from schemas.mail import (
    FurtherStepTaken,
    HandOverLetter,
    LetterDelivered,
    LetterHandedOver,
    LetterMailed,
    LetterNotMailed,
    LetterReturned,
    MailProof,
    RecordDelivery,
    RecordFurtherStep,
    RecordMailing,
    RecordReturn,
    ReportMailFault,
)
from schemas.texts import N_
from schemas.words import Role


def _letters_or_none(case: Case, law: Edition) -> Iterator[About]:
    yield {"letter": None}
    yield from each_letter(case, law)


def _mailed(context: RequestContext[RecordMailing], _: NoRows) -> LetterMailed:
    named = (each for each in context.case.letters if each.letter == context.request.letter)
    stale = any(is_stale(each, context.at, context.law) for each in named)
    by_person, shown_by = context.actor.role is not Role.SYSTEM, context.request.shown_by
    # Only what the postal service itself has told is its scan, or its manifest.
    proof = MailProof.ENTERED if by_person and shown_by is not MailProof.CERTIFICATE else shown_by
    return plain_fact(context.request, LetterMailed, stale=stale, shown_by=proof)


HAND_OVER_LETTER = RequestRule(
    request=HandOverLetter,
    fact=LetterHandedOver,
    roles=SYSTEM,
    stages=NOTICED | AFTER_TOW,
    question=Question.MAY_HAND_OVER,
    forms=each_letter,
    rows=NoRows,
    make=Copied(LetterHandedOver),
    words=Words(
        button=N_("Hand letter over"),
        help="",
        done=N_("Letter handed over to the mail house"),
    ),
)

REPORT_MAIL_FAULT = RequestRule(
    request=ReportMailFault,
    fact=LetterNotMailed,
    roles=SYSTEM,
    stages=NOTICED | AFTER_TOW,
    question=Question.MAY_REPORT_MAIL_FAULT,
    forms=each_letter,
    rows=NoRows,
    make=Copied(LetterNotMailed),
    words=Words(
        button=N_("Report mail fault"),
        help="",
        done=N_("Letter not mailed"),
    ),
)

RECORD_MAILING = RequestRule(
    request=RecordMailing,
    fact=LetterMailed,
    roles=STAFF | SYSTEM,
    stages=NOTICED | AFTER_TOW,
    question=Question.MAY_MAIL,
    forms=each_letter,
    rows=NoRows,
    make=_mailed,
    words=Words(
        button=N_("Record mailing"),
        help=N_(
            "The deadlines in the letter run from the mailing date. A letter mailed long after it was "
            "written does not count: it is written again."
        ),
        done=N_("Mailing recorded"),
    ),
)

RECORD_DELIVERY = RequestRule(
    request=RecordDelivery,
    fact=LetterDelivered,
    roles=STAFF | SYSTEM,
    stages=NOTICED | AFTER_TOW,
    question=Question.MAY_DELIVER,
    forms=each_letter,
    rows=NoRows,
    make=Copied(LetterDelivered),
    words=Words(
        button=N_("Record delivery"),
        help=N_("The letter was delivered, as the return receipt or the tracking says. No period rests on it."),
        done=N_("Letter delivered"),
    ),
)

RECORD_RETURN = RequestRule(
    request=RecordReturn,
    fact=LetterReturned,
    roles=STAFF | SYSTEM,
    stages=NOTICED | AFTER_TOW,
    question=Question.MAY_RETURN,
    forms=each_letter,
    rows=NoRows,
    make=Copied(LetterReturned),
    words=Words(
        button=N_("Record returned mail"),
        help=N_(
            "The letter was returned. The steps that are due then depend on the reason; a lost letter is written again."
        ),
        done=N_("Returned mail recorded"),
    ),
)

RECORD_FURTHER_STEP = RequestRule(
    request=RecordFurtherStep,
    fact=FurtherStepTaken,
    roles=STAFF | SYSTEM,
    stages=NOTICED | AFTER_TOW,
    question=Question.MAY_TAKE_STEP,
    forms=_letters_or_none,
    rows=NoRows,
    make=Copied(FurtherStepTaken),
    words=Words(
        button=N_("Record further step"),
        help=N_(
            "Record what was done after a letter was returned or, if no party is known, that a notice was published."
        ),
        done=N_("Further step recorded"),
    ),
)

RULES: tuple[AnyRule, ...] = (
    HAND_OVER_LETTER,
    REPORT_MAIL_FAULT,
    RECORD_MAILING,
    RECORD_DELIVERY,
    RECORD_RETURN,
    RECORD_FURTHER_STEP,
)
