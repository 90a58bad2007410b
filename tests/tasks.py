"""The open tasks of a case and the requests offered, by default at the time it was opened, before any floor."""

from datetime import datetime

from rules.law import Edition
from rules.next_task import list_tasks
from rules.offers import list_offers
from schemas.case import Case
from schemas.messages import Actor, Request
from schemas.tasks import OpenTask, TaskList
from schemas.words import Task
from tests.city_law import law_here


def tasks_of(case: Case, law: Edition, at: datetime | None = None) -> TaskList:
    """The open tasks of the case."""
    return list_tasks(case, law, at or case.opened_at)


def next_task(case: Case, law: Edition, at: datetime | None = None) -> OpenTask:
    """The next task of the case."""
    return tasks_of(case, law, at).next


def offered_to(case: Case, actor: Actor, law: Edition | None = None, at: datetime | None = None) -> set[type[Request]]:
    """The requests that this person can make now."""
    offers = list_offers(case, law or law_here(case.edition), actor, at or case.opened_at)
    return {each.request for each in offers if each.missing is None}


def waits_for(case: Case, actor: Actor, request: type[Request], at: datetime) -> Task | None:
    """The task that must be done before this person can make the request; None if no task is missing."""
    offers = list_offers(case, law_here(case.edition), actor, at)
    return next(each.missing.task for each in offers if each.request is request and each.missing)
