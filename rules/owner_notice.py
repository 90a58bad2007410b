"""Which letters are owed to whom, and which of them wait for the post. Knows no clock."""

from typing import NamedTuple

from rules.law import Edition
from schemas.case import Case, Letter
from schemas.rulings import Requirement, Ruling
from schemas.words import Confidence, Notice, Party, Role, Stage


def notices_of(case: Case) -> tuple[Notice, ...]:
    """The kinds of letter that this case owes now."""
    if case.stage is Stage.NOTICE:
        return (Notice.PRE_TOW,)
    if case.stage is not Stage.IMPOUND:
        return ()
    if case.wrongly_towed:
        return (Notice.CORRECTION,)
    return (Notice.HAZARD_TOW, Notice.IMPOUND) if case.hazard_order else (Notice.IMPOUND,)


class Owed(NamedTuple):
    """One letter to one party; `addressee` is the row of the party."""

    notice: Notice
    party: Party
    addressee: int


def list_parties(case: Case) -> tuple[tuple[Party, int], ...]:
    """Everybody whom the registration authority named, by the row of the party."""
    owner = ((Party.OWNER, case.owner),) if case.owner else ()
    return (*owner, *((Party.LIENHOLDER, row) for row in case.lienholders))


def nobody_known(case: Case) -> bool:
    """Whether the authority was asked and named nobody."""
    return case.parties is not None and not list_parties(case)


def owed_letters(case: Case, edition: Edition) -> tuple[Owed, ...]:
    """The letters that are owed in this stage and not yet written."""
    return tuple(
        Owed(notice, party, addressee)
        for notice in notices_of(case)
        for party, addressee in list_parties(case)
        if party in edition.notices[notice].to and letter_to(case, notice, addressee) is None
    )


def letter_to(case: Case, notice: Notice, addressee: int) -> Letter | None:
    """The letter of this kind to this party."""
    return next((each for each in case.letters_of(notice) if each.addressee == addressee), None)


def letters_on_record(case: Case, notice: Notice | None = None) -> tuple[Letter, ...]:
    """The letters to those who are on record now; one to somebody entered by mistake has no more say."""
    rows = {row for _, row in list_parties(case)}
    return tuple(each for each in case.letters if each.addressee in rows and notice in (None, each.notice))


def unmailed(case: Case) -> tuple[Letter, ...]:
    """Letters that are printed and not yet given to the post."""
    return tuple(each for each in letters_on_record(case) if each.mailed is None)


def unanswered(case: Case) -> tuple[Letter, ...]:
    """Letters on which the disposal rests that came back, with nothing done since (Jones v. Flowers, 547 U.S. 220)."""
    return tuple(each for each in letters_on_record(case, Notice.IMPOUND) if each.returned and not each.steps)


def may_write(case: Case, owed: Owed, edition: Edition) -> Ruling:
    """Whether this letter is owed: what is written once is owed no more."""
    rule = edition.notices[owed.notice]
    asked = Requirement(
        text=f"The {owed.notice.replace('_', ' ')} letter to this party is owed and not written yet",
        citation=rule.citation,
        confidence=rule.confidence,
        met=owed in owed_letters(case, edition),
    )
    return Ruling(question="may_write", proof=(asked,))


def may_mail(case: Case, row: int) -> Ruling:
    """Whether this letter can go to the post: it exists, and has not gone before."""
    letter = next((each for each in case.letters if each.letter == row), None)
    written = Requirement(
        text=f"Letter {row} of this case is written",
        citation=POST,
        met=letter is not None,
        fact=letter.written if letter else None,
    )
    unsent = Requirement(
        text=f"Letter {row} has not been mailed before", citation=POST, met=not (letter and letter.mailed)
    )
    return Ruling(question="may_mail", proof=(written, unsent))


def may_return(case: Case, row: int) -> Ruling:
    """Whether this letter can have come back: the post has it."""
    letter = next((each for each in case.letters if each.letter == row), None)
    mailed = letter.mailed if letter else None
    proof = Requirement(text=f"Letter {row} of this case was mailed", citation=POST, met=bool(mailed), fact=mailed)
    return Ruling(question="may_return", proof=(proof,))


def may_take_step(case: Case, row: int | None) -> Ruling:
    """Whether a further step makes sense: the letter came back (Jones v. Flowers), or nobody is known (7305(c))."""
    if row is None:
        text, law = "Nobody is known who could be written to", "75 Pa.C.S. 7305(c)"
        nobody = Requirement(text=text, citation=law, met=nobody_known(case), fact=case.parties)
        return Ruling(question="may_take_step", proof=(nobody,))
    letter = next((each for each in case.letters if each.letter == row), None)
    back = letter.returned_fact if letter else None
    proof = Requirement(
        text=f"Letter {row} of this case came back",
        citation="Jones v. Flowers, 547 U.S. 220",
        met=bool(back),
        fact=back,
    )
    return Ruling(question="may_take_step", proof=(proof,))


POST = "Towpath's own rule: the journal follows the paper"


def everybody_told(case: Case, notice: Notice, edition: Edition) -> tuple[Requirement, ...]:
    """One requirement for each party: the letter to it was given to the post."""
    rule = edition.notices[notice]
    told = []
    for party, addressee in list_parties(case):
        if party not in rule.to:
            continue
        letter = letter_to(case, notice, addressee)
        told.append(
            Requirement(
                text=f"The letter to the {party} was mailed",
                citation=rule.citation,
                confidence=Confidence(rule.confidence),
                met=bool(letter and letter.mailed),
                fact=letter.mailed if letter else None,
                who=Role.DISPATCHER,
            )
        )
    return tuple(told)
