"""The city file: fees, retention, contractors, lots and people. A wrong entry is refused with its place and reason."""

import tomllib
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from activities.letter_catalogs import LetterCatalog
from activities.letter_press import Letterhead
from database.people import Account
from database.tow_dispatch import Contractor, Lot
from rules.city_fees import HIGHEST_CENTS, CityFee, CityFees, faults_of_city_fees
from rules.city_law import CityLaw
from rules.law import Edition
from rules.library import editions_for, find_edition
from rules.retention import LONGEST_YEARS, KeptFor, faults_of_schedule
from schemas.messages import Code
from schemas.retention import DataKind
from schemas.words import Role
from workers.city_letters import OF_LETTERS, LettersEntry
from workers.city_mail import MARGIN_OF_A_HOUSE, OF_MAIL, MailEntry
from workers.city_records import OF_RECORDS, RecordsEntry


class CityFileError(Exception):
    """The city file cannot be used; the message is one sentence."""


SIGNS_IN = frozenset(Role) - {Role.RESIDENT, Role.OWNER, Role.LIENHOLDER, Role.SYSTEM}
"""The roles of people with an account; the others come without one, by a signed link, or are the system itself."""


def _signs_in(role: Role) -> Role:
    if role not in SIGNS_IN:
        raise ValueError(f"no person has the role {role}")
    return role


class PersonEntry(BaseModel):
    """One named person."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=2, max_length=100)
    role: Annotated[Role, AfterValidator(_signs_in)]
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
    """The file: the city's name and addresses, its fees, contractors, lots and people, each by code.

    `fees` are for the editions of one jurisdiction: `us-pa-philadelphia`; by default that of the edition of new cases.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    department: str
    address: tuple[str, ...] = Field(min_length=1)
    phone: str
    payment: str | None = None
    districts: tuple[Code, ...] = ()
    """The codes of the districts. If there are none, every code is accepted."""
    jurisdiction: Code | None = None
    fees: dict[Code, CityFee] = {}
    retention: dict[DataKind, KeptFor] = {}
    """How many years each kind of data is kept after closing; a kind that is left out is kept for ever."""
    records: RecordsEntry | None = None
    """What answers about records; without it a person checks the records and finds the owner."""
    mail: MailEntry = MailEntry()
    letters: LettersEntry = LettersEntry()
    """The languages of the letters; without it they are in English alone."""
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

    def letter_catalogs(self, law: Edition) -> tuple[LetterCatalog, ...]:
        """The languages of the letters beside English, and what each one lacks; `law` is the edition of new cases."""
        sentences = (*filter(None, [self.payment]), *(lot.hours for lot in self.lots.values()))
        return self.letters.catalogs(law, tuple(dict.fromkeys(sentences)))

    def law_under(self, law: Edition, records_url: str | None = None, mail_url: str | None = None) -> CityLaw:
        """What the city lays over the editions; `law` is the edition of new cases.

        `records_url` and `mail_url` are addresses for the services from outside the file.
        """
        records, mail = self.records_at(records_url), self.mail_at(mail_url)
        asks = records.asks if records else frozenset()
        margin = mail.margin_days or (MARGIN_OF_A_HOUSE if mail.is_house else None)
        return CityLaw(self.fees_under(law), self.retention, asks, mail.is_house, margin)

    def mail_at(self, url: str | None = None) -> MailEntry:
        """Who mails the letters; a mail house at this address, if one is given."""
        return self.mail.at(url) if url else self.mail

    def records_at(self, url: str | None = None) -> RecordsEntry | None:
        """The records service or system, at this address if one is given; None if people check the records."""
        return self.records.at(url) if self.records else None

    def fees_under(self, law: Edition) -> CityFees:
        """The fees that the city has enacted; `law` is the edition of new cases."""
        return CityFees(self.jurisdiction or law.place, self.fees)

    @model_validator(mode="after")
    def _firms_exist(self) -> Self:
        known = {Role.CONTRACTOR: set(self.contractors), Role.LOT_KEEPER: set(self.lots)}
        for code, person in self.people.items():
            if person.role in known and person.firm not in known[person.role]:
                raise ValueError(f"{code} works for {person.firm or 'no firm'}, which is not a listed contractor")
        return self


def read_city(path: Path, law: Edition) -> City:
    """Read the city file; `law` is the edition of new cases. Raises CityFileError."""
    city = _read(path)
    fees = city.fees_under(law)
    editions = [find_edition(code) for code in editions_for(fees.jurisdiction)]
    for fault in (*faults_of_city_fees(fees, editions), *faults_of_schedule(city.retention, editions)):
        raise CityFileError(f"The city file {path} has an error at {fault.where}: {fault.why}.")
    return city


def _read(path: Path) -> City:
    try:
        return City.model_validate(tomllib.loads(path.read_text()))
    except OSError as fault:
        raise CityFileError(f"The city file {path} cannot be read: {fault.strerror}.") from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise CityFileError(f"The city file {path} is not valid TOML: {fault}.") from fault
    except ValidationError as fault:
        first = fault.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise CityFileError(f"The city file {path} has an error at {place}: {_why(first)}.") from fault


OF_FEES = {
    "int_type": "a fee is a whole number of US cents (17500 is $175.00)",
    "greater_than_equal": "a fee is not negative",
    "less_than_equal": f"a fee is at most {HIGHEST_CENTS} cents (${HIGHEST_CENTS / 100:,.2f}). Count the zeros",
    "model_type": "a fee has its `cents` and its `citation`, the ordinance",
    "missing": "this is missing. A fee has its `cents` and its `citation`, the ordinance",
    "string_too_short": "this is empty. A fee cites its ordinance",
    "extra_forbidden": "this is not known. A fee has its `cents` and its `citation`, the ordinance",
}
"""What is wrong with an entry under `fees`, by the type of the error."""

WHAT_IT_HAS = "A kind of data has its `years` and its `citation`, the records schedule"
OF_RETENTION = {
    "int_type": "a whole number of years, at least 1",
    "greater_than_equal": "a whole number of years, at least 1",
    "less_than_equal": f"at most {LONGEST_YEARS} years. What is kept for ever is left out",
    "model_type": WHAT_IT_HAS,
    "missing": f"this is missing. {WHAT_IT_HAS}",
    "string_too_short": "this is empty. It cites the records schedule",
    "extra_forbidden": f"this is not known. {WHAT_IT_HAS}",
    "enum": f"there is no such kind of data. There are: {', '.join(DataKind)}",
}
"""The same under `retention`."""

OF = {"fees": OF_FEES, "retention": OF_RETENTION, "records": OF_RECORDS, "mail": OF_MAIL, "letters": OF_LETTERS}


def _why(error: ErrorDetails) -> str:
    section = str(error["loc"][0]) if error["loc"] else ""
    return OF.get(section, {}).get(error["type"]) or error["msg"].removeprefix("Value error, ")
