"""Names on the wire. Add freely; rename nothing."""

from typing import Final

WORKFLOW: Final = "abandoned_vehicle"
FACT_RECORDED: Final = "fact_recorded"
REQUEST: Final = "request"
POSITION: Final = "position"

READ_POSITION: Final = "read_position"
SUBMIT_REQUEST: Final = "submit_request"
CHECK_RECORDS: Final = "check_records"
FIND_OWNER: Final = "find_owner_and_lienholders"
CHECK_MILITARY_SERVICE: Final = "check_military_service"
WRITE_LETTERS: Final = "write_letters"
OPEN_TOW_GATE: Final = "open_tow_gate"
OPEN_DISPOSAL_GATE: Final = "open_disposal_gate"
OFFER_TOW: Final = "offer_tow"
LAPSE_OFFER: Final = "lapse_offer"
TOW_VEHICLE: Final = "tow_vehicle"
REPORT_NO_SHOW: Final = "report_no_show"
CLOSE_CASE: Final = "close_case"
REPORT_FAILED_STEP: Final = "report_failed_step"
HAND_OVER_LETTERS: Final = "hand_over_letters"
COLLECT_MAIL_EVENTS: Final = "collect_mail_events"
PUT_OUT_QUESTIONS: Final = "put_out_questions"
READ_ANSWERS: Final = "read_answers"
WRITE_DAILY_CHECKPOINT: Final = "write_daily_checkpoint"

ACTIVITIES: Final = (
    READ_POSITION,
    SUBMIT_REQUEST,
    CHECK_RECORDS,
    FIND_OWNER,
    CHECK_MILITARY_SERVICE,
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

MAIL_ROOM: Final = "mail_room"
"""The workflow of the daily work of the mail, and the id of its schedule."""
RECORDS_ROUND: Final = "records_round"
"""The same of records checks by file."""
CHECKPOINT: Final = "checkpoint"
"""The same of the daily checkpoint."""
OF_NO_CASE: Final = (
    HAND_OVER_LETTERS,
    COLLECT_MAIL_EVENTS,
    PUT_OUT_QUESTIONS,
    READ_ANSWERS,
    WRITE_DAILY_CHECKPOINT,
)
"""The names of the activities that belong to no case."""

NO_SUCH_CASE: Final = "NoSuchCaseError"
"""The type of a failure that no retry can fix."""
SERVICE_AWAY: Final = "ServiceAwayError"
"""The type of the failure of an outside system to answer."""

RECORDS_QUEUE: Final = "records"
"""The end of the name of the task queue of what asks the records service: if it does not answer, nothing else waits."""

MAIL_QUEUE: Final = "mail"
"""The same of what asks the mail house."""

CASE_STAGE: Final = "CaseStage"
CASE_DISTRICT: Final = "CaseDistrict"

DOOR_HEADER: Final = "Towpath-Door"
"""The HTTP header by which the command line tells itself apart from other programs."""


def workflow_id(case: str) -> str:
    """Id of the workflow of a case: `case-26-004512`."""
    return f"case-{case}"


def service_queue(queue: str, service: str) -> str:
    """The task queue of the activities that ask a service, beside the `queue` of the workflows: `towpath-records`."""
    return f"{queue}-{service}"


def case_number(workflow: str) -> str:
    """Case number of a workflow id."""
    return workflow.removeprefix("case-")


def tow_id(order: int) -> str:
    """Id of the activity that waits for a tow: `tow-1`."""
    return f"tow-{order}"
