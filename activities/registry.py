"""All activities of a case, as every worker registers them."""

from collections.abc import Callable
from typing import Any

from activities.casework import Casework
from activities.checkpoints import Checkpoints
from activities.impound import Impound
from activities.mail import MailRoom
from activities.owner_notice import OwnerNotice
from activities.records_round import RecordsRound
from activities.services import Services
from activities.tow_dispatch import TowDispatch
from activities.verification import Verification
from activities.waiting_periods import WaitingPeriods
from schemas import names

Activities = list[Callable[..., Any]]


def service_activities(services: Services) -> dict[str, Activities]:
    """The activities that ask an outside system, by the end of the name of the task queue that they have alone."""
    verification = Verification(Casework(services), services.records)
    by_file = RecordsRound(Casework(services))
    asking: Activities = [
        verification.check_records,
        verification.find_owner_and_lienholders,
        verification.check_military_service,
        by_file.put_out_questions,
        by_file.read_answers,
    ]
    mail = MailRoom(Casework(services))
    return {names.RECORDS_QUEUE: asking, names.MAIL_QUEUE: [mail.hand_over_letters, mail.collect_mail_events]}


def all_activities(services: Services) -> Activities:
    """Every activity with these services; a test compares the list with `schemas.names`."""
    casework = Casework(services)
    notice, periods = OwnerNotice(casework), WaitingPeriods(casework)
    tow, impound = TowDispatch(casework), Impound(casework)
    return [
        casework.read_position,
        casework.submit_request,
        casework.close_case,
        *(each for asking in service_activities(services).values() for each in asking),
        notice.write_letters,
        periods.open_tow_gate,
        periods.report_failed_step,
        tow.offer_tow,
        tow.lapse_offer,
        tow.tow_vehicle,
        tow.report_no_show,
        impound.open_disposal_gate,
        Checkpoints(services).write_daily_checkpoint,
    ]
