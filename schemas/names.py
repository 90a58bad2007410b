"""Names on the wire. Add freely; rename nothing."""

from typing import Final

WORKFLOW: Final = "abandoned_vehicle"
FACT_RECORDED: Final = "fact_recorded"
REQUEST: Final = "request"
POSITION: Final = "position"

SUBMIT_REQUEST: Final = "submit_request"
WRITE_LETTERS: Final = "write_letters"
OPEN_GATE: Final = "open_gate"
OFFER_TOW: Final = "offer_tow"
LAPSE_OFFER: Final = "lapse_offer"
TOW_VEHICLE: Final = "tow_vehicle"
NO_SHOW: Final = "no_show"
CLOSE_CASE: Final = "close_case"
STEP_FAILED: Final = "step_failed"

CASE_STAGE: Final = "CaseStage"
CASE_DISTRICT: Final = "CaseDistrict"


def workflow_id(case: str) -> str:
    """Id of the workflow of a case: `case-26-004512`."""
    return f"case-{case}"


def case_number(workflow: str) -> str:
    """Case number of a workflow id."""
    return workflow.removeprefix("case-")


def tow_id(order: int) -> str:
    """Id of the activity that waits for a tow: `tow-1`."""
    return f"tow-{order}"
