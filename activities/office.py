"""What every act needs at hand: the database and the pace of case time."""

from dataclasses import dataclass
from datetime import datetime

from activities.letter_press import CityVoice
from activities.seal import Seal
from database.cases import CaseRow
from database.connection import Connection, Pool
from rules.law import Edition
from rules.library import find_edition
from rules.tasks import STEPS
from schemas.case import Case
from schemas.engine import Position
from schemas.messages import Actor
from schemas.pace import Pace
from schemas.tasks import TaskList
from schemas.words import Role

ENGINE = Actor(account="engine", role=Role.ENGINE)


class NoSuchCaseError(Exception):
    """There is no case of this number."""

    def __init__(self, case: str) -> None:
        super().__init__(f"There is no case {case}.")


class KeyReusedError(Exception):
    """An idempotency key stands for one request."""

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key was used before for another request.")


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


def position_of(case: Case, tasks: TaskList, pace: Pace) -> Position:
    """What the engine is told: where the journal stands, what it owes, and when (a real instant) to ask again."""
    order = case.order
    return Position(
        number=case.number,
        stage=case.stage,
        task=tasks.next.task,
        step=STEPS[tasks.own_act] if tasks.own_act else None,
        order=order.order if order else None,
        wake_at=pace.real_time(tasks.wake_at) if tasks.wake_at else None,
    )
