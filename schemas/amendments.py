"""Amendments: an open case goes over to a new law, or back. Each time it is a person's explicit act, with a reason."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.marks import FromCase
from schemas.messages import Code, Fact, Note, Request
from schemas.texts import N_
from schemas.words import Gate, Notice


class ApplyAmendment(Request):
    """Take this case over to a newer edition of its law. What the new law leaves under the old one stays there."""

    kind: Literal["apply_amendment"] = "apply_amendment"
    edition: Annotated[Code, Field(title=N_("New law")), FromCase.NEWER_EDITION]
    note: Annotated[Note, Field(min_length=10)]


class AmendmentApplied(Fact):
    """From here on this edition counts.

    `shuts` is the gate that stood open and that the new law would not open yet; `lapses` names the notices that did
    not say all that the new law asks them to say, or did not go as it asks.
    """

    kind: Literal["amendment_applied"] = "amendment_applied"
    edition: Code = Field(title=N_("Law"))
    was: Code = Field(title=N_("In place of"))
    shuts: Gate | None = Field(default=None, title=N_("Restarts"))
    lapses: tuple[Notice, ...] = Field(default=(), title=N_("Notices to reissue"))


class TakeBackAmendment(Request):
    """Take the newest amendment of this case back: the one to the edition that is named."""

    kind: Literal["take_back_amendment"] = "take_back_amendment"
    edition: Annotated[Code, Field(title=N_("Amendment")), FromCase.NEWEST_AMENDMENT]
    note: Annotated[Note, Field(min_length=10)]


class AmendmentTakenBack(Fact):
    """The edition from before the amendment counts again.

    `shuts` is the gate that it would not open yet; `lapses` names the notices of which those that were given meanwhile
    do not say all that it asks for, or did not go as it asks.
    """

    kind: Literal["amendment_taken_back"] = "amendment_taken_back"
    edition: Code = Field(title=N_("Law"))
    was: Code = Field(title=N_("In place of"))
    shuts: Gate | None = Field(default=None, title=N_("Restarts"))
    lapses: tuple[Notice, ...] = Field(default=(), title=N_("Notices to reissue"))
