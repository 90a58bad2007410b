"""Mail: what becomes of a letter between its writing and its reader, and the facts about it."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from schemas.marks import FromCase, Mark
from schemas.messages import Fact, GivenMoment, LetterNumber, Number, Request
from schemas.texts import N_, Spoken


class MailReturn(Spoken):
    """Why a letter was returned. The edition says which further steps each reason asks for (`returns`)."""

    UNCLAIMED = "unclaimed", N_("Unclaimed")
    REFUSED = "refused", N_("Refused")
    UNDELIVERABLE = "undeliverable", N_("Undeliverable, no reason stated")
    BAD_ADDRESS = "bad_address", N_("No such address")
    UNKNOWN_PERSON = "unknown_person", N_("Not known at this address")
    MOVED = "moved", N_("Moved, no forwarding address")
    FORWARD_EXPIRED = "forward_expired", N_("Moved, forwarding has expired")
    VACANT = "vacant", N_("Vacant")
    DECEASED = "deceased", N_("Deceased")
    LOST = "lost", N_("Lost in the mail")


class FurtherStep(Spoken):
    """What was done after a letter was returned (Jones v. Flowers, 547 U.S. 220)."""

    REGULAR_MAIL = "regular_mail", N_("Regular mail")
    RECORDS_AGAIN = "records_again", N_("Records asked again, no other address found")
    POSTED_AT_ADDRESS = "posted_at_address", N_("Posted on the door of the address")
    POSTED_ON_VEHICLE = "posted_on_vehicle", N_("Posted on vehicle")
    SECOND_ADDRESS = "second_address", N_("Second address")
    PUBLICATION = "publication", N_("Publication")


AWAY = frozenset(MailReturn) - {MailReturn.BAD_ADDRESS, MailReturn.DECEASED, MailReturn.LOST}
"""The returns after which the reader may be away, and so perhaps on active duty."""

SATISFIED_BY: dict[FurtherStep, frozenset[FurtherStep]] = {each: frozenset({each}) for each in FurtherStep} | {
    FurtherStep.REGULAR_MAIL: frozenset({FurtherStep.REGULAR_MAIL, FurtherStep.SECOND_ADDRESS}),
    FurtherStep.RECORDS_AGAIN: frozenset({FurtherStep.RECORDS_AGAIN, FurtherStep.SECOND_ADDRESS}),
    FurtherStep.POSTED_AT_ADDRESS: frozenset(
        {FurtherStep.POSTED_AT_ADDRESS, FurtherStep.SECOND_ADDRESS, FurtherStep.PUBLICATION}
    ),
    FurtherStep.SECOND_ADDRESS: frozenset({FurtherStep.SECOND_ADDRESS, FurtherStep.PUBLICATION}),
}
"""By which steps a step that is asked for is done. A letter to another address takes the place of every step at the
old one; a publication stands for what cannot be done: no other address is known, or the door is out of reach.
"""


class MailProof(Spoken):
    """What shows that a letter was mailed. That a mail house has taken it is no proof."""

    ENTERED = "entered", N_("Entered by a person")
    CERTIFICATE = "certificate", N_("Certificate of mailing")
    ACCEPTANCE_SCAN = "acceptance_scan", N_("Acceptance scan of the postal service")
    MANIFEST = "manifest", N_("Manifest accepted by the postal service")


class MailFault(Spoken):
    """Why a letter was not mailed: a person mails it, or, if it is too old, the system writes it again."""

    REFUSED = "refused", N_("The mail house refused the letter")
    UNANSWERED = "unanswered", N_("The mail house did not answer for this letter")
    NOT_PRODUCED = "not_produced", N_("The mail house did not produce the letter")
    DROPPED = "dropped", N_("The mail house no longer has the letter")
    TOO_OLD = "too_old", N_("It was written too long ago to be mailed, and is written again")
    HOUSE_AWAY = "house_away", N_("The mail house cannot be reached, and the letter is due")
    UNREADABLE = "unreadable", N_("The stored letter cannot be read")
    NOT_ACCEPTED = "not_accepted", N_("The postal service has not accepted the letter in five working days")


CertifiedNumber = Annotated[str, StringConstraints(pattern=r"^(94[0-9]{20}|71[0-9]{18})$")]
"""The number of a piece of certified mail: 22 or 20 digits, of which the last is a check digit."""


class HandOverLetter(Request):
    """The system notes that the mail house has taken a letter. That meets a deadline, and starts no period."""

    kind: Literal["hand_over_letter"] = "hand_over_letter"
    letter: Annotated[Number, Field(title=N_("Letter"))]
    batch: Number = Field(title=N_("Batch"))
    certified_number: CertifiedNumber | None = Field(default=None, title=N_("Certified mail number"))


class LetterHandedOver(Fact):
    """The mail house has taken the letter."""

    kind: Literal["letter_handed_over"] = "letter_handed_over"
    letter: LetterNumber = Field(title=N_("Letter"))
    batch: Number = Field(title=N_("Batch"))
    certified_number: CertifiedNumber | None = Field(default=None, title=N_("Certified mail number"))


class ReportMailFault(Request):
    """The system gives a letter to a person to mail, because the mail house did not; or it has become too old."""

    kind: Literal["report_mail_fault"] = "report_mail_fault"
    letter: Annotated[Number, Field(title=N_("Letter"))]
    fault: MailFault = Field(title=N_("What happened"))


class LetterNotMailed(Fact):
    """The letter was not mailed: a person mails it, or, if it is too old, it no longer counts and is written again."""

    kind: Literal["letter_not_mailed"] = "letter_not_mailed"
    letter: LetterNumber = Field(title=N_("Letter"))
    fault: MailFault = Field(title=N_("What happened"))


class RecordMailing(Request):
    """The letter was mailed; its periods start."""

    kind: Literal["record_mailing"] = "record_mailing"
    letter: Annotated[Number, Field(title=N_("Letter")), FromCase.LETTER]
    at: GivenMoment = Field(
        default=None, title=N_("Date mailed"), description=N_("Leave it empty if the letter is mailed now.")
    )
    shown_by: Annotated[MailProof, Field(title=N_("Proof of mailing")), Mark.NOT_ASKED] = MailProof.ENTERED


class LetterMailed(Fact):
    """The letter was mailed. A stale one names dates that are no longer right: it starts no period."""

    kind: Literal["letter_mailed"] = "letter_mailed"
    letter: LetterNumber = Field(title=N_("Letter"))
    shown_by: MailProof = Field(default=MailProof.ENTERED, title=N_("Proof of mailing"))
    stale: Annotated[
        bool, Field(title=N_("Mailed too long after it was written: it does not count, and is written again"))
    ] = False


class RecordDelivery(Request):
    """The letter was delivered. No period rests on it: without it, nobody knows whether the letter arrived."""

    kind: Literal["record_delivery"] = "record_delivery"
    letter: Annotated[Number, Field(title=N_("Letter")), FromCase.LETTER]
    at: GivenMoment = Field(
        default=None, title=N_("Date delivered"), description=N_("As the return receipt or the tracking says.")
    )


class LetterDelivered(Fact):
    """The postal service delivered the letter."""

    kind: Literal["letter_delivered"] = "letter_delivered"
    letter: LetterNumber = Field(title=N_("Letter"))


class RecordReturn(Request):
    """The letter was returned. A further step to reach the person is due before disposal."""

    kind: Literal["record_return"] = "record_return"
    letter: Annotated[Number, Field(title=N_("Letter")), FromCase.LETTER]
    reason: MailReturn = Field(title=N_("Reason"))


class LetterReturned(Fact):
    """The letter was returned; further reasonable steps are due before any disposal."""

    kind: Literal["letter_returned"] = "letter_returned"
    letter: LetterNumber = Field(title=N_("Letter"))
    reason: MailReturn = Field(title=N_("Reason"))


class RecordFurtherStep(Request):
    """Record what was done after a letter was returned or, if no party is known, that a notice was published."""

    kind: Literal["record_further_step"] = "record_further_step"
    letter: Annotated[Number | None, Field(title=N_("Letter")), FromCase.LETTER] = None
    step: FurtherStep = Field(title=N_("Step taken"))


class FurtherStepTaken(Fact):
    """A further reasonable step to reach the party was taken."""

    kind: Literal["further_step_taken"] = "further_step_taken"
    letter: LetterNumber | None = Field(default=None, title=N_("Letter"))
    step: FurtherStep = Field(title=N_("Step taken"))
