"""Whether something was done since a gate was opened: told after it, and dated after it.

What is told late, or dated back, is no newer for that.
"""

from schemas.messages import Recorded


def done_since(told: Recorded | None, gate: Recorded | None) -> bool:
    """Whether this was told after the gate was opened, and did not happen before; not while there is no such gate."""
    return told is not None and gate is not None and told.fact > gate.fact and told.at >= gate.at
