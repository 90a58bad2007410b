"""The requests of owner notice: parties, letters, and what came of them."""

from collections.abc import Iterator

from rules.forms import About, each_letter, one_form
from rules.law import Edition
from rules.owner_notice import letters_on_record
from rules.questions import Question
from rules.request_rule import AnyRule, Copied, RequestContext, RequestRule, Words
from rules.roles_and_stages import AFTER_TOW, NOTICED, NOTIFYING, OFFICER, STAFF, SYSTEM
from rules.rows import LetterRow, NoRows, PartyRows
from schemas.case import Case
from schemas.facts import plain_fact
from schemas.owner_notice import (
    FurtherStepTaken,
    LetterMailed,
    LetterReturned,
    LetterWritten,
    NoticeLapsed,
    PartiesRecorded,
    PostSticker,
    RecordFurtherStep,
    RecordMailing,
    RecordParties,
    RecordReturn,
    RenewNotice,
    StickerPosted,
    WriteLetter,
)
from schemas.texts import N_


def _letters_or_none(case: Case, law: Edition) -> Iterator[About]:
    yield {"letter": None}
    yield from each_letter(case, law)


def _each_notice(case: Case, _: Edition) -> Iterator[About]:
    for notice in dict.fromkeys(each.notice for each in letters_on_record(case)):
        yield {"notice": notice}


def _parties(_: RequestContext[RecordParties], rows: PartyRows) -> PartiesRecorded:
    return PartiesRecorded(owner=rows.owner, lienholders=rows.lienholders)


def _written(context: RequestContext[WriteLetter], rows: LetterRow) -> LetterWritten:
    return plain_fact(context.request, LetterWritten, letter=rows.letter)


RECORD_PARTIES = RequestRule(
    request=RecordParties,
    fact=PartiesRecorded,
    roles=STAFF,
    stages=NOTICED | AFTER_TOW,
    question=Question.MAY_RECORD_PARTIES,
    forms=one_form,
    rows=PartyRows,
    make=_parties,
    words=Words(
        button=N_("Enter owner and lienholders"),
        help=N_("Enter the last registered owner and every lienholder of record; no owner means none could be found."),
        done=N_("Owner and lienholders entered"),
    ),
)

WRITE_LETTER = RequestRule(
    request=WriteLetter,
    fact=LetterWritten,
    roles=SYSTEM,
    stages=NOTIFYING,
    question=Question.MAY_WRITE,
    forms=one_form,
    rows=LetterRow,
    make=_written,
    words=Words(
        button=N_("Write letter"),
        help="",
        done=N_("Letter written"),
    ),
)

RECORD_MAILING = RequestRule(
    request=RecordMailing,
    fact=LetterMailed,
    roles=STAFF,
    stages=NOTICED | AFTER_TOW,
    question=Question.MAY_MAIL,
    forms=each_letter,
    rows=NoRows,
    make=Copied(LetterMailed),
    words=Words(
        button=N_("A letter was mailed"),
        help=N_("The letter was given to the post. The days that it names run from then."),
        done=N_("Letter mailed"),
    ),
)

RECORD_RETURN = RequestRule(
    request=RecordReturn,
    fact=LetterReturned,
    roles=STAFF,
    stages=NOTICED | AFTER_TOW,
    question=Question.MAY_RETURN,
    forms=each_letter,
    rows=NoRows,
    make=Copied(LetterReturned),
    words=Words(
        button=N_("A letter came back"),
        help=N_("The post brought the letter back."),
        done=N_("Letter returned"),
    ),
)

RECORD_FURTHER_STEP = RequestRule(
    request=RecordFurtherStep,
    fact=FurtherStepTaken,
    roles=STAFF,
    stages=NOTICED | AFTER_TOW,
    question=Question.MAY_TAKE_STEP,
    forms=_letters_or_none,
    rows=NoRows,
    make=Copied(FurtherStepTaken),
    words=Words(
        button=N_("A further step was taken"),
        help=N_("Tell what was done after a letter came back; or, where nobody is known, that a notice was published."),
        done=N_("A further step was taken"),
    ),
)

RENEW_NOTICE = RequestRule(
    request=RenewNotice,
    fact=NoticeLapsed,
    roles=STAFF,
    stages=AFTER_TOW,
    question=Question.MAY_RENEW,
    forms=_each_notice,
    rows=NoRows,
    make=Copied(NoticeLapsed),
    words=Words(
        button=N_("Give a notice anew"),
        help=N_("It has grown too old for what it announced, or missed its time: it is written anew, to everybody."),
        done=N_("A notice is given anew"),
    ),
)

POST_STICKER = RequestRule(
    request=PostSticker,
    fact=StickerPosted,
    roles=OFFICER,
    stages=NOTICED,
    question=Question.MAY_POST,
    forms=one_form,
    rows=NoRows,
    make=Copied(StickerPosted),
    words=Words(
        button=N_("A notice is on the car"),
        help=N_("A notice was fixed to the car."),
        done=N_("A notice was put on the car"),
    ),
)

RULES: tuple[AnyRule, ...] = (
    RECORD_PARTIES,
    WRITE_LETTER,
    RECORD_MAILING,
    RECORD_RETURN,
    RECORD_FURTHER_STEP,
    RENEW_NOTICE,
    POST_STICKER,
)
