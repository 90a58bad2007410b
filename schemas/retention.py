"""Retention: data of a closed case that are removed after their time, and records that are preserved."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.marks import Mark
from schemas.messages import Fact, Note, Request
from schemas.texts import N_, Spoken


class DataKind(Spoken):
    """The data of a case that a city removes after its own time for each kind."""

    PEOPLE = "people", N_("Names and addresses of owners and lienholders")
    LETTERS = "letters", N_("Letters and their file copies")
    STATEMENTS = "statements", N_("Notes and statements")
    REPORTS = "reports", N_("The words of reports")
    IMPORTED_ROWS = "imported_rows", N_("Quarantined rows of imported files")
    PHOTOS = "photos", N_("Photos")
    VEHICLES = "vehicles", N_("Plates and VINs")
    PLACES = "places", N_("Addresses and coordinates of the car")


class RemoveData(Request):
    """Remove one kind of data of this case. It has no words, which would stay after the words of the case are gone."""

    kind: Literal["remove_data"] = "remove_data"
    note: Annotated[None, Field(title=N_("Notes")), Mark.NOT_ASKED] = None
    data: DataKind = Field(title=N_("Data"))


class DataRemoved(Fact):
    """One kind of data of the case was removed; the facts stay."""

    kind: Literal["data_removed"] = "data_removed"
    data: Annotated[DataKind, Field(title=N_("Data")), Mark.ALONE]


class PreserveRecord(Request):
    """Preserve the whole record: nothing is removed until the preservation ends."""

    kind: Literal["preserve_record"] = "preserve_record"
    note: Annotated[Note, Field(min_length=3)]


class RecordPreserved(Fact):
    """The record is preserved from now on."""

    kind: Literal["record_preserved"] = "record_preserved"


class EndPreservation(Request):
    """End the preservation of the record."""

    kind: Literal["end_preservation"] = "end_preservation"
    note: Annotated[Note, Field(min_length=3)]


class PreservationEnded(Fact):
    """The record is no longer preserved."""

    kind: Literal["preservation_ended"] = "preservation_ended"
