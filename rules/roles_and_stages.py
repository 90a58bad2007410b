"""Sets of roles and of stages that several requests share. Knows no request."""

from schemas.words import Role, Stage

SYSTEM = frozenset({Role.SYSTEM})
OWNER = frozenset({Role.OWNER})
LIENHOLDER = frozenset({Role.LIENHOLDER})
OFFICER = frozenset({Role.OFFICER})
CONTRACTOR = frozenset({Role.CONTRACTOR})
LOT = frozenset({Role.LOT_KEEPER})
HEARING_OFFICER = frozenset({Role.HEARING_OFFICER})
SUPERVISOR = frozenset({Role.SUPERVISOR})
ADMIN = frozenset({Role.ADMIN})
STAFF = frozenset({Role.DISPATCHER, Role.SUPERVISOR})

OPEN = frozenset(Stage) - {Stage.CLOSED}
CLOSED = frozenset({Stage.CLOSED})
BEFORE_TOW = frozenset({Stage.REPORTED, Stage.VERIFICATION, Stage.NOTICE, Stage.TOW})
NOTICED = frozenset({Stage.NOTICE, Stage.TOW})
TOW = frozenset({Stage.TOW})
ORDERED = frozenset({Stage.TOW, Stage.IMPOUND})
"""The stages of contractor reports. A late report is refused by the guard, which says how the order ended."""
NOTIFYING = frozenset({Stage.NOTICE, Stage.IMPOUND})
"""The stages in which letters are written and waiting periods run."""
AFTER_TOW = frozenset({Stage.IMPOUND, Stage.DISPOSAL})
DISPOSAL = frozenset({Stage.DISPOSAL})
