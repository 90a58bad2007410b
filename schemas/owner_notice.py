"""Owner notice: who the owner and the lienholders are, the letters to them, and what the post brought back."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from schemas.messages import Fact, Line, Number, PhotoId, Request
from schemas.words import FurtherStep, MailReturn, Notice, Party


class Addressee(BaseModel):
    """A person or firm with the lines of an address. Somebody's: it never leaves its table in clear."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[Line, Field(min_length=2)]
    lines: Annotated[tuple[Line, ...], Field(min_length=1, max_length=5)]


class RecordParties(Request):
    """Enter the last registered owner and every lienholder of record; no owner means none could be found."""

    kind: Literal["record_parties"] = "record_parties"
    owner: Addressee | None = None
    lienholders: Annotated[tuple[Addressee, ...], Field(max_length=10)] = ()


class PartiesRecorded(Fact):
    """The registration authority's answer on people is on file."""

    kind: Literal["parties_recorded"] = "parties_recorded"
    owner: Number | None = None
    lienholders: tuple[Number, ...] = ()


class WriteLetter(Request):
    """The engine writes one letter to one party."""

    kind: Literal["write_letter"] = "write_letter"
    notice: Notice
    party: Party
    addressee: Number


class LetterWritten(Fact):
    """The letter is printed and kept. It starts no clock."""

    kind: Literal["letter_written"] = "letter_written"
    letter: Number
    notice: Notice
    party: Party
    addressee: Number


class RecordMailing(Request):
    """The letter was given to the post by certified mail: this starts the clock."""

    kind: Literal["record_mailing"] = "record_mailing"
    letter: Number


class LetterMailed(Fact):
    """The post has the letter."""

    kind: Literal["letter_mailed"] = "letter_mailed"
    letter: Number


class RecordReturn(Request):
    """The post brought the letter back."""

    kind: Literal["record_return"] = "record_return"
    letter: Number
    reason: MailReturn


class LetterReturned(Fact):
    """A letter that reached nobody; further reasonable steps are due before any disposal."""

    kind: Literal["letter_returned"] = "letter_returned"
    letter: Number
    reason: MailReturn


class RecordFurtherStep(Request):
    """Tell what was done after a letter came back; or, where nobody is known, that a notice was published."""

    kind: Literal["record_further_step"] = "record_further_step"
    letter: Number | None = None
    step: FurtherStep


class FurtherStepTaken(Fact):
    """A further reasonable step to reach the person."""

    kind: Literal["further_step_taken"] = "further_step_taken"
    letter: Number | None = None
    step: FurtherStep


class RenewNotice(Request):
    """A notice has grown too old for what it announced, or a letter missed its time: it is given anew, to everybody."""

    kind: Literal["renew_notice"] = "renew_notice"
    notice: Notice


class NoticeLapsed(Fact):
    """The letters of this kind count no more; they are written anew, and their time runs anew."""

    kind: Literal["notice_lapsed"] = "notice_lapsed"
    notice: Notice


class PostSticker(Request):
    """A notice was fixed to the car."""

    kind: Literal["post_sticker"] = "post_sticker"
    photos: Annotated[tuple[PhotoId, ...], Field(max_length=20)] = ()


class StickerPosted(Fact):
    """The notice is on the car."""

    kind: Literal["sticker_posted"] = "sticker_posted"
    photos: tuple[PhotoId, ...] = ()
