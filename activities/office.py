"""What every act needs at hand: the database and the pace of case time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from activities.letter_press import CityVoice
from activities.seal import Seal
from database.cases import CaseRow
from database.connection import Connection, Pool
from rules.law import Edition
from rules.library import find_edition
from schemas.answers import Answer
from schemas.case import Case
from schemas.messages import Actor, Request
from schemas.pace import Pace
from schemas.tasks import TaskList
from schemas.wire import ActivityInput, Position
from schemas.words import Role

ENGINE = Actor(account="engine", role=Role.ENGINE)


class NoSuchCaseError(Exception):
    """There is no case of this number."""

    def __init__(self, case: str) -> None:
        super().__init__(f"There is no case {case}.")


class KeyReusedError(Exception):
    """An idempotency key stands for one request."""

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key was already used for another request.")


@dataclass(frozen=True)
class Windows:
    """How long contractors have, in real seconds: to answer an offer, and to be done once they have taken it."""

    answer_seconds: float = 900.0
    arrival_seconds: float = 5400.0


@dataclass(frozen=True)
class Doors:
    """How people reach us by a link: our address, and the secret that signs."""

    url: str
    secret: str


@dataclass(frozen=True)
class Office:
    """Where facts are made."""

    pool: Pool
    pace: Pace
    edition: str
    seal: Seal
    voice: CityVoice
    doors: Doors
    windows: Windows = Windows()


@dataclass(frozen=True)
class Folder:
    """One case on the desk: locked, read, and asked about at an instant (`now` in case time)."""

    office: Office
    connection: Connection
    row: CaseRow
    actor: Actor
    now: datetime
    heard: int | None = None
    """Where the engine acts: of which fact it had heard when it set out."""

    @property
    def case(self) -> Case:
        """The state of the case."""
        return self.row.case

    @property
    def law(self) -> Edition:
        """The edition that counts in this case."""
        return find_edition(self.row.edition)


class System(Protocol):
    """Towpath itself as an actor: what the activities of each subject need of `activities.casework`."""

    @property
    def office(self) -> Office:
        """Where facts are made."""

    async def find(self, case: str) -> CaseRow:
        """The case. Raises NoSuchCaseError."""

    async def ask(self, given: ActivityInput, request: Request, *, beyond: int = 0) -> Answer:
        """Ask for the system, which knows `beyond` more facts than its workflow did: those of this activity."""


def position_of(case: Case, tasks: TaskList, pace: Pace) -> Position:
    """What the workflow is told: where the journal stands, and what the system does next and when (a real instant)."""
    order = case.order
    return Position(
        number=case.number,
        at=tasks.at,
        stage=case.stage,
        task=tasks.next.task,
        own_act=tasks.own_act,
        order=order.order if order else None,
        wake_at=pace.real_time(tasks.wake_at) if tasks.wake_at else None,
    )


def standing(office: Office, row: CaseRow) -> Position:
    """Where a case stands."""
    return position_of(row.case, row.tasks, office.pace)
