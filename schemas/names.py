"""Names on the wire. Add freely; rename nothing."""

from typing import Final

WORKFLOW: Final = "abandoned_vehicle"
FACT_RECORDED: Final = "fact_recorded"
REQUEST: Final = "request"
POSITION: Final = "position"

READ_POSITION: Final = "read_position"
SUBMIT_REQUEST: Final = "submit_request"
WRITE_LETTERS: Final = "write_letters"
OPEN_TOW_GATE: Final = "open_tow_gate"
OPEN_DISPOSAL_GATE: Final = "open_disposal_gate"
OFFER_TOW: Final = "offer_tow"
LAPSE_OFFER: Final = "lapse_offer"
TOW_VEHICLE: Final = "tow_vehicle"
REPORT_NO_SHOW: Final = "report_no_show"
CLOSE_CASE: Final = "close_case"
REPORT_FAILED_STEP: Final = "report_failed_step"

ACTIVITIES: Final = (
    READ_POSITION,
    SUBMIT_REQUEST,
    WRITE_LETTERS,
    OPEN_TOW_GATE,
    OPEN_DISPOSAL_GATE,
    OFFER_TOW,
    LAPSE_OFFER,
    TOW_VEHICLE,
    REPORT_NO_SHOW,
    CLOSE_CASE,
    REPORT_FAILED_STEP,
)
"""The names of all activities: the worker registers each of them, and the workflow has options for each."""

NO_SUCH_CASE: Final = "NoSuchCaseError"
"""The type of a failure that no retry can fix."""

CASE_STAGE: Final = "CaseStage"
CASE_DISTRICT: Final = "CaseDistrict"

DOOR_HEADER: Final = "Towpath-Door"
"""The HTTP header by which the command line tells itself apart from other programs."""


def workflow_id(case: str) -> str:
    """Id of the workflow of a case: `case-26-004512`."""
    return f"case-{case}"


def case_number(workflow: str) -> str:
    """Case number of a workflow id."""
    return workflow.removeprefix("case-")


def tow_id(order: int) -> str:
    """Id of the activity that waits for a tow: `tow-1`."""
    return f"tow-{order}"
