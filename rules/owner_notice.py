"""Which letters are due to whom, which are unmailed, and who was notified. Knows no clock."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from rules.calendars import ends
from rules.disposal_options import DisposalOption, noticeless, open_options
from rules.law import Edition, NoticeRule
from rules.law_words import STEPS
from rules.requirements import GuardContext, Requirements, our_own, requirement
from rules.returns import followed_up, missing_steps
from schemas.case import Case
from schemas.case_parts import Letter
from schemas.law import Duty
from schemas.mail import FurtherStep, MailReturn
from schemas.owner_notice import Addressee
from schemas.rulings import Requirement
from schemas.words import Notice, Party, Role, Stage, Task

POST = our_own("the record matches the mail")
IN_ORDER = tuple(Notice)


def by_letter(law: Edition, notice: Notice) -> NoticeRule | None:
    """The rule of a notice that is sent by mail; None if the law has none, or posts it on the vehicle."""
    rule = law.notices.get(notice)
    return None if rule is None or rule.sent_by == "sticker" else rule


def notices_of(case: Case, law: Edition) -> tuple[Notice, ...]:
    """The kinds of letter that are due in this case now."""
    if case.stage is Stage.NOTICE:
        return tuple(each for each in (Notice.PRE_TOW,) if by_letter(law, each))
    if case.stage is not Stage.IMPOUND or not case.in_custody or case.surrendered is not None:
        return ()
    if case.wrongly_towed:
        return (Notice.CORRECTION,)
    return _after_the_tow(case, law)


def _after_the_tow(case: Case, law: Edition) -> tuple[Notice, ...]:
    """The notice of an exempt tow, the impound notice, and the notices that every open disposal option requires."""
    exemption = law.exemptions.get(case.exempt or "")
    first = {Notice.IMPOUND} | ({exemption.notice} if exemption and exemption.notice else set())
    options = [set(option.rule.notices) for option in open_options(case, law)]
    owed = first | (set.intersection(*options) if options else set())
    return tuple(each for each in Notice if each in owed and by_letter(law, each))


class Owed(NamedTuple):
    """One letter to one party; `addressee` is the row of the party."""

    notice: Notice
    party: Party
    addressee: int


def list_parties(case: Case) -> tuple[tuple[Party, int], ...]:
    """Every party on record, with its row."""
    liens = ((Party.LIENHOLDER, row) for row in case.lienholders)
    return (*((Party.OWNER, row) for row in case.owners), *liens)


def nobody_known(case: Case) -> bool:
    """Whether the owner search was made and found no party."""
    return case.parties is not None and not list_parties(case)


def owes_no_notice(case: Case, options: tuple[DisposalOption, ...]) -> bool:
    """Whether no notice is due: no party is known, no letter was mailed, and every open disposal option allows it."""
    return nobody_known(case) and noticeless(options) and not any(each.mailed for each in case.letters)


def owed_letters(case: Case, law: Edition) -> tuple[Owed, ...]:
    """The letters that are due in this stage and not yet written."""
    return tuple(
        Owed(notice, party, addressee)
        for notice in notices_of(case, law)
        for party, addressee in list_parties(case)
        if party in law.notices[notice].to and letter_to(case, notice, addressee) is None
    )


def letter_to(case: Case, notice: Notice, addressee: int) -> Letter | None:
    """The current letter of this kind to this party; None if there is none."""
    for each in case.letters:
        if each.notice is notice and each.addressee == addressee and not each.lapsed:
            return each
    return None


def letters_on_record(case: Case, notice: Notice | None = None) -> tuple[Letter, ...]:
    """The current letters to the parties on record; letters to former parties and lapsed letters do not count."""
    rows = {row for _, row in list_parties(case)}
    of_kind = case.letters if notice is None else case.letters_of(notice)
    return tuple(each for each in of_kind if each.addressee in rows and not each.lapsed)


def lost_letters(case: Case, notice: Notice | None) -> tuple[Letter, ...]:
    """The letters of this kind to parties on record that the mail has lost and that are not written again yet."""
    rows = {row for _, row in list_parties(case)}
    lost = (each for each in case.letters if each.returned and each.returned.reason is MailReturn.LOST and each.lapsed)
    return tuple(
        each
        for each in lost
        if each.notice is notice and each.addressee in rows and letter_to(case, each.notice, each.addressee) is None
    )


def is_stale(letter: Letter, at: datetime, law: Edition) -> bool:
    """Whether a letter that is mailed at this instant is too old, so that the dates in it are no longer right."""
    return at >= ends(law.periods["letter_age"], letter.written.at, law)


def unmailed(case: Case) -> tuple[Letter, ...]:
    """Letters that are printed and not yet mailed."""
    return tuple(each for each in letters_on_record(case) if each.mailed is None)


def unanswered(case: Case, law: Edition, options: tuple[DisposalOption, ...]) -> tuple[Letter, ...]:
    """Returned letters that the disposal relies on, and after which a step is still to be taken."""
    return tuple(each for each in came_back(case, options) if missing_steps(each, law))


def to_search_for(case: Case, law: Edition) -> tuple[Letter, ...]:
    """Returned letters that the disposal relies on, whose readers are looked for in the records again."""
    back = unanswered(case, law, open_options(case, law))
    return tuple(each for each in back if missing_steps(each, law)[0].step is FurtherStep.RECORDS_AGAIN)


def came_back(case: Case, options: tuple[DisposalOption, ...]) -> tuple[Letter, ...]:
    """Returned letters that the disposal relies on."""
    return tuple(each for each in letters_on_record(case) if each.returned and each.notice in resting(options))


def resting(options: tuple[DisposalOption, ...]) -> tuple[Notice, ...]:
    """The notices that some open disposal option requires, in order."""
    named = {notice for option in options for notice in option.rule.notices}
    return tuple(sorted(named, key=IN_ORDER.index))


def letter_owed(context: GuardContext) -> Requirements:
    """The letter is due and not written yet."""
    request = context.request
    owed = Owed(request.notice, request.party, request.addressee)
    rule = context.law.notices.get(request.notice, POST)
    text = f"The {request.notice.replace('_', ' ')} letter to this party is due and not written yet"
    yield requirement(rule, text, met=owed in owed_letters(context.case, context.law), final=True)


def everybody_asked(context: GuardContext) -> Requirements:
    """The owner and the lienholders were searched for."""
    rule, parties = context.law.duties[Duty.PARTIES], context.case.parties
    yield requirement(rule, rule.text, met=parties is not None, fact=parties, task=Task.PARTIES)


def parties_named(context: GuardContext) -> Requirements:
    """No person is entered as two parties, a further owner has a first one, and no empty form replaces an owner."""
    rule, asked = context.law.duties[Duty.PARTIES], context.request
    text = "The first registered owner is entered before further ones"
    yield requirement(rule, text, met=not asked.co_owners or asked.owner is not None, remedied_by=Role.DISPATCHER)
    parties = [identity_of(each) for each in (asked.owner, *asked.co_owners, *asked.lienholders) if each]
    text = "The owner and the lienholders are all different parties (name and address)"
    yield requirement(rule, text, met=len(set(parties)) == len(parties), remedied_by=Role.DISPATCHER)
    text = "An owner is entered, or it is stated that no owner could be found, and not both"
    yield requirement(rule, text, met=(asked.owner is None) == asked.no_owner_found, remedied_by=Role.DISPATCHER)


def identity_of(addressee: Addressee) -> str:
    """Name and address without case and spacing, for comparison."""
    return "".join(" ".join((addressee.name, *addressee.lines)).casefold().split())


def told_before_the_tow(context: GuardContext) -> Requirements:
    """The notice before the tow: letters to every known party, or a notice on the car."""
    case, law = context.case, context.law
    rule = law.notices.get(Notice.PRE_TOW)
    if rule is None:
        return
    if rule.sent_by != "sticker":
        yield from everybody_asked(context)
    if rule.sent_by == "sticker" or not list_parties(case):
        law_of = rule if rule.sent_by == "sticker" else law.duties[Duty.STICKER]
        met, text = case.sticker is not None, "A notice is on the car"
        yield requirement(law_of, text, met=met, fact=case.sticker, task=Task.STICKER)
    else:
        yield from everybody_told(context, (Notice.PRE_TOW,), tuple(Party))


def everybody_told(context: GuardContext, notices: Iterable[Notice], parties: tuple[Party, ...]) -> Requirements:
    """One requirement for each letter that had to be mailed."""
    for notice in notices:
        rule = by_letter(context.law, notice)
        for party, addressee in list_parties(context.case):
            if rule and party in parties and party in rule.to:
                yield _told(context, rule, Owed(notice, party, addressee))


def _told(context: GuardContext, rule: NoticeRule, owed: Owed) -> Requirement:
    letter = letter_to(context.case, owed.notice, owed.addressee)
    mailed = letter.mailed if letter else None
    text = f"The {owed.notice.replace('_', ' ')} letter to the {owed.party} was mailed{news_of(letter, context.law)}"
    task, met = to_be_told(context.case, context.law, owed.notice, letter), mailed is not None
    return requirement(rule, text, met=met, fact=mailed, remedied_by=Role.DISPATCHER, task=task)


def news_of(letter: Letter | None, law: Edition) -> str:
    """What is known of a letter that was mailed: no news is no delivery."""
    if letter is None or letter.mailed is None:
        return ""
    if letter.returned:
        followed = followed_up(letter, law)
        return ", was returned, and the steps after that were taken" if followed else ", and was returned"
    return ", and was delivered" if letter.delivered else "; nothing is known of its delivery"


def to_be_told(case: Case, law: Edition, notice: Notice, letter: Letter | None) -> Task | None:
    """The next task for an unmailed letter: mailing, or writing, now or after its floor.

    None if it is not due yet, because the open disposal options are not known.
    """
    if letter:
        return Task.MAILING
    later = law.notices[notice].not_before is not None
    return (Task.LATER_LETTERS if later else Task.LETTERS) if notice in notices_of(case, law) else None


def owner_told(context: GuardContext) -> Requirements:
    """G1: the owner was sent every notice that the open disposal options require."""
    yield from everybody_asked(context)
    yield from tuple(everybody_told(context, resting(context.options), (Party.OWNER,))) or _told_at_all(context)


def _told_at_all(context: GuardContext) -> Requirements:
    """A known owner was sent a letter even if no disposal option requires one; a notice on the car is not enough."""
    case, rule = context.case, context.law.duties[Duty.NOTICE_AND_CHANCE]
    for owner in case.owners:
        mailed = next((each.mailed for each in case.letters if each.addressee == owner and each.mailed), None)
        text = "A letter to the owner was mailed"
        yield requirement(rule, text, met=mailed is not None, fact=mailed, task=Task.MAILING)


def told_of_the_tow(context: GuardContext) -> Requirements:
    """The special letter after an exempt tow was mailed; G1 and G3 cover the other letters."""
    exemption = context.law.exemptions.get(context.case.exempt or "")
    if exemption and exemption.notice and exemption.notice not in resting(context.options):
        yield from everybody_told(context, (exemption.notice,), tuple(Party))


def lienholders_told(context: GuardContext) -> Requirements:
    """G3: every lienholder was notified; a missed notice dissolves no lien."""
    yield from everybody_told(context, resting(context.options), (Party.LIENHOLDER,))


def returned_answered(context: GuardContext) -> Requirements:
    """G2: after every returned letter the steps were taken that can reach its reader, as its reason asks."""
    law = context.law
    for each in unanswered(context.case, law, context.options):
        step = missing_steps(each, law)[0].step
        text = f"After letter {each.letter} was returned, this step was taken: {STEPS[step]}"
        # A search of the records is done where all others are done: by the system, if the city lets it.
        task = Task.PARTIES if step is FurtherStep.RECORDS_AGAIN else Task.FURTHER_STEPS
        yield requirement(law.duties[Duty.FURTHER_STEPS], text, met=False, fact=each.returned, task=task)


def published(context: GuardContext) -> Requirements:
    """G17: if no party is known, a notice was published, unless the law requires none for this car."""
    case = context.case
    if nobody_known(case) and not owes_no_notice(case, context.options):
        rule = context.law.duties[Duty.PUBLICATION]
        text = "A notice was published, because no party is known"
        yield requirement(rule, text, met=case.published is not None, fact=case.published, task=Task.FURTHER_STEPS)
