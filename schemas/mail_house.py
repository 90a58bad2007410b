"""What Towpath and a mail house tell each other: manifest, answer and events. `docs/connecting.md` describes it."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from schemas.given import Given, in_our_times
from schemas.mail import CertifiedNumber, MailReturn
from schemas.messages import Number
from schemas.texts import N_, Spoken

Word = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[!-~]{1,100}$")]
"""A code of the mail house: it names nobody."""
LetterId = Annotated[int, Field(ge=1, le=2**62)]
"""The number of a letter, as somebody else writes it."""


class MailService(Spoken):
    """How a letter is mailed: certified, with an electronic return receipt, or by first-class mail."""

    CERTIFIED = "certified", N_("Certified mail")
    FIRST_CLASS = "first_class", N_("First-class mail")


class PieceStatus(Spoken):
    """What became of one row of a manifest."""

    WITHDRAWN = "withdrawn", N_("Left out, because it must not go out any more")
    TAKEN = "taken", N_("Taken")
    REFUSED = "refused", N_("Refused")
    UNANSWERED = "unanswered", N_("Not answered")
    DROPPED = "dropped", N_("No longer there")
    LATE = "late", N_("Taken although it was no longer to be mailed there")


class MailEventKind(Spoken):
    """What happened to a letter. Only some of it is a fact: a label is not mail, and no news is not delivery."""

    ANNOUNCED = "announced", N_("Announced")
    TENDERED = "tendered", N_("Tendered to the postal service")
    ACCEPTED = "accepted", N_("Accepted by the postal service")
    MOVING = "moving", N_("On its way")
    ATTEMPTED = "attempted", N_("Delivery attempted")
    FORWARDED = "forwarded", N_("Forwarded to another address")
    DELIVERED = "delivered", N_("Delivered")
    RETURNED = "returned", N_("Returned")
    LOST = "lost", N_("Lost")
    NOT_PRODUCED = "not_produced", N_("Not produced")


class MailSource(Spoken):
    """Who says what happened to a letter: the word of the mail house alone proves no mailing."""

    CARRIER = "carrier", N_("Postal service, by scan")
    MANIFEST = "manifest", N_("Postal service, by accepted manifest")
    HOUSE = "house", N_("Mail house")


class ManifestRow(BaseModel):
    """One letter of a batch. Its address stands in the PDF only, on the pages from `page_from` to `page_to`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    batch_id: str
    row: Number
    letter_id: Number
    certified_number: CertifiedNumber | None = None
    service: MailService
    page_from: Number
    page_to: Number
    sha256: str
    reply_by: date


class RowAnswer(Given):
    """The mail house's answer for one row of a manifest."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    letter_id: LetterId
    status: Literal["taken", "refused"]
    certified_number: CertifiedNumber | None = None
    reason: str | None = None


class BatchAnswer(Given):
    """The mail house's answer for a batch, the same one each time it is asked. Each row is read by itself."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    batch_id: Word
    rows: tuple[dict[str, Any], ...]


class MailNews(Given):
    """One event of one letter, named by our number or by that of the certified mail. `local_date` decides periods."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    event_id: Word
    letter_id: LetterId | None = None
    certified_number: CertifiedNumber | None = None
    event: MailEventKind
    reason: MailReturn | None = None
    occurred_at: Annotated[AwareDatetime, AfterValidator(in_our_times)]
    local_date: Annotated[date, AfterValidator(in_our_times)]
    place_zip: Word | None = None
    raw_code: Word | None = None
    source: MailSource


class NewsPage(Given):
    """Some events, the oldest first, and the cursor after which the next ones follow. Each is read by itself."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    events: Annotated[tuple[dict[str, Any], ...], Field(max_length=5000)]
    cursor: Annotated[str, StringConstraints(min_length=1, max_length=200)]
