"""What a request is answered: the number of the fact, or why not."""

from pydantic import BaseModel, ConfigDict

from schemas.rulings import Refusal
from schemas.wire import Position


class Answer(BaseModel):
    """Accepted with the fact's number, or refused with the reason; and where the case stands now."""

    model_config = ConfigDict(frozen=True)

    case: str
    number: int | None = None
    refusal: Refusal | None = None
    position: Position
