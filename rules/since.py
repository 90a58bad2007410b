"""Whether something was done after a gate was opened: recorded after it, and dated after it."""

from schemas.messages import Recorded


def done_since(told: Recorded | None, gate: Recorded | None) -> bool:
    """Whether this was recorded after the gate was opened and did not happen before; False without a gate."""
    return told is not None and gate is not None and told.fact > gate.fact and told.at >= gate.at
