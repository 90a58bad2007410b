"""Amendments: a new law is applied to an open case, or taken back. Each is a person's explicit act, with a reason."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.marks import FromCase
from schemas.messages import Code, Fact, Note, Request
from schemas.texts import N_
from schemas.words import Gate, Notice


class ApplyAmendment(Request):
    """Apply a newer edition of its law to this case, unless the new law leaves the case under the old one."""

    kind: Literal["apply_amendment"] = "apply_amendment"
    edition: Annotated[Code, Field(title=N_("New law")), FromCase.NEWER_EDITION]
    note: Annotated[Note, Field(min_length=10)]


class AmendmentApplied(Fact):
    """This edition applies from here on.

    `shuts` is the open gate that the new law would not open yet; `lapses` names the notices that did not say all that
    the new law requires, or were not sent as it requires.
    """

    kind: Literal["amendment_applied"] = "amendment_applied"
    edition: Code = Field(title=N_("Law"))
    was: Code = Field(title=N_("In place of"))
    shuts: Gate | None = Field(default=None, title=N_("Restarts"))
    lapses: tuple[Notice, ...] = Field(default=(), title=N_("Notices to reissue"))


class TakeBackAmendment(Request):
    """Take back the latest amendment of this case, the one to the named edition."""

    kind: Literal["take_back_amendment"] = "take_back_amendment"
    edition: Annotated[Code, Field(title=N_("Amendment")), FromCase.NEWEST_AMENDMENT]
    note: Annotated[Note, Field(min_length=10)]


class AmendmentTakenBack(Fact):
    """The previous edition applies again.

    `shuts` is the open gate that it would not open yet; `lapses` names the notices given meanwhile that do not say all
    that it requires, or were not sent as it requires.
    """

    kind: Literal["amendment_taken_back"] = "amendment_taken_back"
    edition: Code = Field(title=N_("Law"))
    was: Code = Field(title=N_("In place of"))
    shuts: Gate | None = Field(default=None, title=N_("Restarts"))
    lapses: tuple[Notice, ...] = Field(default=(), title=N_("Notices to reissue"))
