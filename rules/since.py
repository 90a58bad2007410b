"""Whether something was done since a gate was opened: told after it, and dated after it.

What is told late, or dated back, is no newer for that.
"""

from datetime import datetime

Told = tuple[int | None, datetime | None]
"""A fact by its number, and when it happened; what an older Towpath has kept may lack the instant."""


def done_since(told: Told, gate: Told) -> bool:
    """Whether this was told after the gate was opened, and did not happen before; not while there is no such gate."""
    (fact, at), (opened, since) = told, gate
    if fact is None or opened is None or fact <= opened:
        return False
    return at is None or since is None or at >= since
