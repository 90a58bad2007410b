"""The city's own file: who works here. Wrong entries are refused with their place and reason."""

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from database.people import Account
from schemas.messages import Code
from schemas.words import Role


class CityFileError(Exception):
    """The city's file cannot be used; said in one sentence."""


class PersonEntry(BaseModel):
    """One named person."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=2, max_length=100)
    role: Role
    firm: Code | None = None


class City(BaseModel):
    """The file: the city's name, its district codes, and its people by their code."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    people: dict[Code, PersonEntry] = Field(min_length=1)

    @property
    def accounts(self) -> tuple[Account, ...]:
        """The people as accounts."""
        return tuple(Account(code, each.name, each.role, each.firm) for code, each in self.people.items())


def read_city(path: Path) -> City:
    """The city of this file. Raises CityFileError."""
    try:
        return City.model_validate(tomllib.loads(path.read_text()))
    except OSError as fault:
        raise CityFileError(f"The city file {path} cannot be read: {fault.strerror}.") from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise CityFileError(f"The city file {path} is no TOML: {fault}.") from fault
    except ValidationError as fault:
        first = fault.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise CityFileError(f"The city file {path} is wrong at {place}: {first['msg']}.") from fault
