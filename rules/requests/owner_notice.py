"""The requests of owner notice: parties, letters, a notice on the car and a call."""

from collections.abc import Iterator

from rules.forms import About, one_form
from rules.law import Edition
from rules.owner_notice import letters_on_record
from rules.questions import Question
from rules.request_rule import AnyRule, Copied, RequestContext, RequestRule, Words
from rules.roles_and_stages import AFTER_TOW, NOTICED, NOTIFYING, OFFICER, STAFF, SYSTEM
from rules.rows import LetterRow, NoRows, PartyRows
from schemas.case import Case
from schemas.facts import plain_fact
from schemas.owner_notice import (
    LetterWritten,
    NoticeLapsed,
    OwnerCalled,
    PartiesRecorded,
    PostSticker,
    RecordOwnerCall,
    RecordParties,
    RenewNotice,
    StickerPosted,
    WriteLetter,
)
from schemas.texts import N_


def _each_notice(case: Case, _: Edition) -> Iterator[About]:
    for notice in dict.fromkeys(each.notice for each in letters_on_record(case)):
        yield {"notice": notice}


def _parties(context: RequestContext[RecordParties], rows: PartyRows) -> PartiesRecorded:
    kept = {"owner": rows.owner, "co_owners": rows.co_owners, "lienholders": rows.lienholders}
    return plain_fact(context.request, PartiesRecorded, **kept)


def _written(context: RequestContext[WriteLetter], rows: LetterRow) -> LetterWritten:
    return plain_fact(context.request, LetterWritten, letter=rows.letter)


RECORD_PARTIES = RequestRule(
    request=RecordParties,
    fact=PartiesRecorded,
    roles=STAFF | SYSTEM,
    stages=NOTICED | AFTER_TOW,
    question=Question.MAY_RECORD_PARTIES,
    forms=one_form,
    rows=PartyRows,
    make=_parties,
    words=Words(
        button=N_("Enter owner and lienholders"),
        help=N_(
            "Enter the last registered owner and every lienholder on record, or state that no owner could be found."
        ),
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
        button=N_("Reissue notice"),
        help=N_("It is too old, or a letter missed its deadline. Everyone gets a new letter, and new deadlines start."),
        done=N_("Notice reissued"),
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
        button=N_("Record notice on car"),
        help=N_("Record that the notice was attached to the car."),
        done=N_("Notice posted on car"),
    ),
)

RECORD_OWNER_CALL = RequestRule(
    request=RecordOwnerCall,
    fact=OwnerCalled,
    roles=STAFF | OFFICER,
    stages=NOTICED,
    question=None,
    forms=one_form,
    rows=NoRows,
    make=Copied(OwnerCalled),
    words=Words(
        button=N_("Record telephone call"),
        help=N_("Tell the owner what the notice on the car says. Record the attempt, also if no one answered."),
        done=N_("Owner called by telephone"),
    ),
)

RULES: tuple[AnyRule, ...] = (
    RECORD_PARTIES,
    WRITE_LETTER,
    RENEW_NOTICE,
    POST_STICKER,
    RECORD_OWNER_CALL,
)
