"""The actors of the exploration: one of each role, and people with a second, conflicting role."""

from schemas.messages import Actor
from schemas.words import Role

CASE = "26-000002"
OLDER = "26-000001"
NORTH, HARBOR = "north", "harbor"
LOT, OTHER_LOT = "river-lot", "hill-lot"
NO_PARTY = 99
"""A row that no party of a case has."""

SYSTEM = Actor(account="system", role=Role.SYSTEM)
OFFICER = Actor(account="officer", role=Role.OFFICER)
DISPATCHER = Actor(account="dispatcher", role=Role.DISPATCHER)
SECOND_DISPATCHER = Actor(account="second-dispatcher", role=Role.DISPATCHER)
SUPERVISOR = Actor(account="supervisor", role=Role.SUPERVISOR)
HEARING_OFFICER = Actor(account="hearing-officer", role=Role.HEARING_OFFICER)
ADMIN = Actor(account="admin", role=Role.ADMIN)
OWNER = Actor(account="owner", role=Role.OWNER, case=CASE)
LIENHOLDER = Actor(account="lienholder", role=Role.LIENHOLDER, case=CASE)
TRUCK = Actor(account="truck", role=Role.CONTRACTOR, firm=NORTH)
OTHER_TRUCK = Actor(account="other-truck", role=Role.CONTRACTOR, firm=HARBOR)
KEEPER = Actor(account="keeper", role=Role.LOT_KEEPER, firm=LOT)
OTHER_KEEPER = Actor(account="other-keeper", role=Role.LOT_KEEPER, firm=OTHER_LOT)

# The same people in another role: no one may decide, waive or confirm their own act.
DISPATCHER_WHO_HEARS = Actor(account="dispatcher", role=Role.HEARING_OFFICER)
DISPATCHER_WHO_SUPERVISES = Actor(account="dispatcher", role=Role.SUPERVISOR)
OFFICER_WHO_TOWS = Actor(account="officer", role=Role.CONTRACTOR, firm=NORTH)
