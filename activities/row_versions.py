"""Whether the rows that a court may ask for are as they were written, in sentences without anything that they hold."""

from collections import defaultdict
from collections.abc import Mapping

from activities.services import Services
from database import row_versions
from database.connection import Connection, snapshot

SAYS = {
    "changed": "is not as it was written",
    "missing": "is missing",
    "unversioned": "was added without a version",
}


async def faults_of_rows(connection: Connection, cases: list[str]) -> Mapping[str, list[str]]:
    """What is wrong with the rows of these cases, by case; nothing for a case whose rows are as they were."""
    found = defaultdict(list)
    for each in await row_versions.list_faults_of_cases(connection, cases):
        found[each.case or ""].append(_sentence(each))
    return found


async def verify_other_rows(services: Services) -> list[str]:
    """What is wrong with the rows that belong to no case, or whose case is gone."""
    async with snapshot(services.pool) as connection:
        return [_sentence(each) for each in await row_versions.list_faults_of_others(connection)]


def _sentence(fault: row_versions.VersionFault) -> str:
    where = f"{fault.case}: " if fault.case else ""
    return f"{where}{fault.table} {fault.key} {SAYS[fault.fault]}."
