"""What a request is answered: the number of the fact, or why not."""

from pydantic import BaseModel, ConfigDict

from schemas.engine import Position
from schemas.rulings import Refusal


class Answer(BaseModel):
    """Accepted with the fact's number, or refused with the reason; and where the case stands now."""

    model_config = ConfigDict(frozen=True)

    case: str
    number: int | None = None
    refusal: Refusal | None = None
    position: Position
