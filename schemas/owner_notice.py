"""Owner notice: the owner and the lienholders, the letters to them, and returned mail."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from schemas.given import Given
from schemas.marks import FromCase, Mark
from schemas.messages import Fact, KeptPhotos, LetterNumber, Line, Number, PartyRow, Photos, Request
from schemas.texts import N_, Spoken
from schemas.words import Notice, Party


class Addressee(Given):
    """A person or firm with the lines of an address. Personal data: stored encrypted in its own table."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[Line, Field(min_length=2)]
    lines: Annotated[tuple[Line, ...], Field(min_length=1, max_length=5)]


class RecordParties(Request):
    """Enter every registered owner and lienholder on record, or state that no owner could be found."""

    kind: Literal["record_parties"] = "record_parties"
    owner: Addressee | None = Field(default=None, title=N_("Last registered owner"))
    no_owner_found: bool = Field(
        default=False,
        title=N_("No owner could be found"),
        description=N_("Only after a search of the records. No letter is written to an owner then."),
    )
    co_owners: Annotated[
        tuple[Addressee, ...],
        Field(max_length=5, title=N_("Further registered owner"), description=N_("Leave it empty if there is none.")),
    ] = ()
    lienholders: Annotated[
        tuple[Addressee, ...],
        Field(max_length=10, title=N_("Lienholder"), description=N_("Leave it empty if there is none.")),
    ] = ()


class PartiesRecorded(Fact):
    """The owner and the lienholders on record were entered."""

    kind: Literal["parties_recorded"] = "parties_recorded"
    owner: Annotated[PartyRow | None, Field(title=N_("Owner")), Mark.NOT_TOLD] = None
    co_owners: Annotated[tuple[PartyRow, ...], Field(title=N_("Further owners")), Mark.NOT_TOLD] = ()
    no_owner_found: bool = Field(default=False, title=N_("No owner could be found"))
    lienholders: Annotated[tuple[PartyRow, ...], Field(title=N_("Lienholders")), Mark.NOT_TOLD] = ()


class WriteLetter(Request):
    """The system writes one letter to one party."""

    kind: Literal["write_letter"] = "write_letter"
    notice: Annotated[Notice, Field(title=N_("Notice")), Mark.ALONE]
    party: Party = Field(title=N_("To"))
    addressee: Annotated[Number, Field(title=N_("Addressee")), Mark.NOT_TOLD]


class LetterWritten(Fact):
    """The letter was printed and stored. It starts no period."""

    kind: Literal["letter_written"] = "letter_written"
    letter: LetterNumber = Field(title=N_("Letter"))
    notice: Annotated[Notice, Field(title=N_("Notice")), Mark.ALONE]
    party: Party = Field(title=N_("To"))
    addressee: Annotated[PartyRow, Field(title=N_("Addressee")), Mark.NOT_TOLD]


class RenewNotice(Request):
    """Reissue a notice that is too old, or of which a letter missed its deadline, to every party."""

    kind: Literal["renew_notice"] = "renew_notice"
    notice: Annotated[Notice, Field(title=N_("Notice")), FromCase.NOTICE]


class NoticeLapsed(Fact):
    """The letters of this kind no longer count; new ones are written, with new periods."""

    kind: Literal["notice_lapsed"] = "notice_lapsed"
    notice: Annotated[Notice, Field(title=N_("Notice")), Mark.ALONE]


class CallResult(Spoken):
    """What came of an attempt to reach the owner by telephone."""

    REACHED = "reached", N_("The owner was reached")
    NOT_REACHED = "not_reached", N_("The owner was not reached")
    NO_NUMBER = "no_number", N_("No telephone number could be found")


class RecordOwnerCall(Request):
    """Record the attempt to reach the owner by telephone before the car is taken (RCW 46.55.085(2))."""

    kind: Literal["record_owner_call"] = "record_owner_call"
    result: CallResult = Field(title=N_("Result of the call"))


class OwnerCalled(Fact):
    """It was tried to reach the owner by telephone."""

    kind: Literal["owner_called"] = "owner_called"
    result: CallResult = Field(title=N_("Result of the call"))


class PostSticker(Request):
    """Record that the notice was attached to the car."""

    kind: Literal["post_sticker"] = "post_sticker"
    photos: Photos = ()


class StickerPosted(Fact):
    """A notice was posted on the car."""

    kind: Literal["sticker_posted"] = "sticker_posted"
    photos: KeptPhotos = ()
