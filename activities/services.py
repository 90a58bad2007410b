"""What every request needs: the database, the pace of case time, keys and settings; and the case under lock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from activities.clocks import ClockCheck
from activities.encryption import Encryption
from activities.letter_catalogs import LetterCatalog
from activities.letter_press import Letterhead
from activities.mail_house import MailHouse
from activities.photo_store import DatabaseStore, PhotoStore
from activities.records_files import RecordsFiles
from activities.records_service import RecordsService
from database.cases import CaseRow
from database.connection import Connection, Pool
from rules.city_law import CityLaw
from rules.law import Edition
from rules.urgency import band_of
from schemas.answers import Answer
from schemas.case import Case
from schemas.messages import Actor, Request
from schemas.pace import Pace
from schemas.tasks import TaskList
from schemas.wire import ActivityInput, Position
from schemas.words import Role

SYSTEM = Actor(account="system", role=Role.SYSTEM)


class NoSuchCaseError(Exception):
    """There is no case with this number."""

    def __init__(self, case: str) -> None:
        super().__init__(f"There is no case {case}.")


class KeyReusedError(Exception):
    """The idempotency key was used before for a different request."""

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key was already used for another request.")


class ReportFaultError(Exception):
    """A report that cannot be taken in; the message is one sentence about its `field`."""

    field: str


class NoSuchDistrictError(ReportFaultError):
    """The city has no such district."""

    field = "district"

    def __init__(self, district: str, known: tuple[str, ...]) -> None:
        super().__init__(f"There is no district {district}. The districts are {', '.join(known)}.")


class FutureReportError(ReportFaultError):
    """The report says that it was made in the future."""

    field = "at"

    def __init__(self) -> None:
        super().__init__("The date is in the future.")


@dataclass(frozen=True)
class Windows:
    """How long contractors have, in real seconds: to answer an offer, and to finish the tow after accepting it."""

    answer_seconds: float = 900.0
    arrival_seconds: float = 5400.0


@dataclass(frozen=True)
class LinkSettings:
    """What links need: the public URL, and the secret that signs them."""

    url: str
    secret: str


@dataclass(frozen=True)
class Mail:
    """Where letters go: to whom, at which hour of the city's day, and our id in certified numbers, if we give them."""

    house: MailHouse | None
    """None: the people of our own mail room print the batches, and say on our pages that they mailed them."""
    hour: int
    mailer_id: str | None = None

    @property
    def answers(self) -> bool:
        """Whether somebody else mails the letters and says what becomes of each."""
        return self.house is not None


@dataclass(frozen=True)
class Services:
    """The services that every request needs."""

    pool: Pool
    pace: Pace
    edition: str
    encryption: Encryption
    letterhead: Letterhead
    link_settings: LinkSettings
    city_law: CityLaw
    windows: Windows = Windows()
    temporal_door: bool = True
    """Whether requests that come through Temporal are accepted."""
    clock_check: ClockCheck | None = None
    """None only where time is skipped, in tests: every process of Towpath compares the clocks."""
    districts: tuple[str, ...] = ()
    """The districts of the city, by code; a city that lists none accepts every code."""
    photo_store: PhotoStore = field(default_factory=DatabaseStore)
    records: RecordsService | None = None
    """What is asked about vehicles; without it a person checks the records and finds the owner."""
    records_files: RecordsFiles | None = None
    """The same overnight, by files."""
    mail: Mail | None = None
    """Without it a person prints and mails each letter."""
    languages: tuple[LetterCatalog, ...] = ()
    """The languages beside English in which the city wants its letters."""

    async def compare_clocks(self, connection: Connection, now: datetime | None = None) -> None:
        """Before anything that is kept is dated, a fact by the real instant `now`. Raises ClockError."""
        if self.clock_check:
            await self.clock_check.compare(connection, now)

    def law(self, edition: str) -> Edition:
        """The edition of this code as it applies in this city. Raises EditionError."""
        return self.city_law.edition(edition)


@dataclass(frozen=True)
class PrintedAhead:
    """A letter printed before its case is locked: its number, its link with the URL, and each paper by what it says."""

    letter: int
    link: int
    url: str
    papers: Mapping[object, bytes]


@dataclass(frozen=True)
class CaseContext:
    """One case, locked and loaded, in its transaction, with the actor and the instant `now` in case time."""

    services: Services
    connection: Connection
    row: CaseRow
    actor: Actor
    now: datetime
    heard: int | None = None
    """The last fact the workflow had seen when it scheduled this activity."""
    ahead: PrintedAhead | None = None
    judged_at: int | None = None
    """The last fact that was known when something from outside was judged; its workflow is told of what follows."""

    @property
    def case(self) -> Case:
        """The state of the case."""
        return self.row.case

    @property
    def law(self) -> Edition:
        """The edition that applies to this case."""
        return self.services.law(self.row.edition)


class SystemActor(Protocol):
    """The system as an actor: what the activities of each subject need from `activities.casework`."""

    @property
    def services(self) -> Services:
        """The services of the application."""

    async def find(self, case: str) -> CaseRow:
        """The case. Raises NoSuchCaseError."""

    async def ask(
        self,
        given: ActivityInput,
        request: Request,
        *,
        beyond: int = 0,
        ahead: PrintedAhead | None = None,
        key: str | None = None,
        judged_at: int | None = None,
    ) -> Answer:
        """Submit a request as the system. `beyond`: how many facts this activity itself has recorded before.

        What a round has judged, and not the workflow, counts only if `judged_at` is the last fact. With a `key` the
        same request is answered as the first time.
        """


def position_of(case: Case, tasks: TaskList, pace: Pace) -> Position:
    """The position sent to a workflow: the last fact, the system's next act, and when to wake (a real instant)."""
    order = case.order
    return Position(
        number=case.number,
        at=tasks.at,
        stage=case.stage,
        task=tasks.next.task,
        own_act=tasks.own_act,
        order=order.order if order else None,
        band=band_of(case, tasks),
        wake_at=pace.real_time(tasks.wake_at) if tasks.wake_at else None,
    )


def standing(services: Services, row: CaseRow) -> Position:
    """The position of a stored case."""
    return position_of(row.case, row.tasks, services.pace)
