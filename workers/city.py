"""The city file: contractors, lots and people. A wrong entry is refused with its place and reason."""

import tomllib
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from activities.letter_press import Letterhead
from database.people import Account
from database.tow_dispatch import Contractor, Lot
from schemas.messages import Code
from schemas.words import Role


class CityFileError(Exception):
    """The city file cannot be used; the message is one sentence."""


StaffRole = Literal[
    Role.OFFICER,
    Role.DISPATCHER,
    Role.SUPERVISOR,
    Role.CONTRACTOR,
    Role.LOT_KEEPER,
    Role.HEARING_OFFICER,
    Role.ADMIN,
]
"""The roles of named people. Residents, owners and lienholders have no account; the system is no person."""


class PersonEntry(BaseModel):
    """One named person."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=2, max_length=100)
    role: StaffRole
    firm: Code | None = None


class FirmEntry(BaseModel):
    """One towing contractor."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=2, max_length=100)


class LotEntry(FirmEntry):
    """One lot where towed vehicles are stored."""

    address: tuple[str, ...] = Field(min_length=1)
    hours: str
    phone: str | None = None


class City(BaseModel):
    """The file: the city's name and addresses, its contractors, lots and people, each by code."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    department: str
    address: tuple[str, ...] = Field(min_length=1)
    phone: str
    payment: str | None = None
    districts: tuple[Code, ...] = ()
    """The codes of the districts. If there are none, every code is accepted."""
    contractors: dict[Code, FirmEntry] = Field(min_length=1)
    lots: dict[Code, LotEntry] = Field(min_length=1)
    people: dict[Code, PersonEntry] = Field(min_length=1)

    @property
    def accounts(self) -> tuple[Account, ...]:
        """The people as accounts."""
        return tuple(Account(code, each.name, each.role, each.firm) for code, each in self.people.items())

    @property
    def letterhead(self) -> Letterhead:
        """The sender of the letters."""
        return Letterhead(
            city=self.name,
            department=self.department,
            address=self.address,
            phone=self.phone,
            payment=self.payment,
        )

    @property
    def firms(self) -> tuple[Contractor, ...]:
        """The contractors in the rotation."""
        return tuple(Contractor(code, each.name) for code, each in self.contractors.items())

    @property
    def places(self) -> tuple[Lot, ...]:
        """The lots."""
        return tuple(Lot(code, x.name, x.address, x.hours, x.phone) for code, x in self.lots.items())

    @model_validator(mode="after")
    def _firms_exist(self) -> Self:
        known = {Role.CONTRACTOR: set(self.contractors), Role.LOT_KEEPER: set(self.lots)}
        for code, person in self.people.items():
            if person.role in known and person.firm not in known[person.role]:
                raise ValueError(f"{code} works for {person.firm or 'no firm'}, which is not a listed contractor")
        return self


def read_city(path: Path) -> City:
    """Read the city file. Raises CityFileError."""
    try:
        return City.model_validate(tomllib.loads(path.read_text()))
    except OSError as fault:
        raise CityFileError(f"The city file {path} cannot be read: {fault.strerror}.") from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise CityFileError(f"The city file {path} is not valid TOML: {fault}.") from fault
    except ValidationError as fault:
        first = fault.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise CityFileError(f"The city file {path} has an error at {place}: {first['msg']}.") from fault
