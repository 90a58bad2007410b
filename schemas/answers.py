"""The answer to a request: the number of the fact, or the refusal."""

from pydantic import BaseModel, ConfigDict

from schemas.rulings import Refusal
from schemas.wire import Position


class Answer(BaseModel):
    """Accepted with the fact's number, or refused with the reason; and the case's position."""

    model_config = ConfigDict(frozen=True)

    case: str
    number: int | None = None
    refusal: Refusal | None = None
    position: Position
    corrects: bool = False
    """Whether this was a report of a known number that says something else than before."""
