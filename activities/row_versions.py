"""Whether the rows that a court may ask for, and the photos outside them, are as they were written.

The answers are sentences without anything that the rows hold.
"""

from collections import defaultdict
from collections.abc import Mapping

from activities.photo_store import PhotoLostError, PhotoStore, PhotoStoreAwayError, PhotoStoreError
from activities.services import Services
from database import photos, retention, row_versions
from database.connection import Connection, snapshot
from database.row_versions import Fault, VersionFault

SAYS = {
    "changed": "is not as it was written",
    "missing": "is missing",
    "unversioned": "was added without a version",
    "keyless": "cannot be read any more: its key is gone, and no fact removed it",
    "factless": "has no fact: data were removed without Towpath",
    "unread": "could not be read, so it was not verified",
}


async def faults_of_rows(connection: Connection, cases: list[str]) -> Mapping[str, list[str]]:
    """What is wrong with the rows of these cases, by case; nothing for a case whose rows are as they were."""
    found = defaultdict(list)
    faults = await row_versions.list_faults_of_cases(connection, cases)
    for each in [*faults, *await retention.list_faults(connection, cases)]:
        found[each.case or ""].append(_sentence(each))
    return found


async def verify_other_rows(services: Services) -> list[str]:
    """What is wrong with the rows that belong to no case, or whose case is gone, and with the photos of no case."""
    async with snapshot(services.pool) as connection:
        found = await row_versions.list_faults_of_others(connection)
        found += await retention.list_faults_of_imported_rows(connection)
        elsewhere = await photos.list_elsewhere_of_no_case(connection)
    faults = [_sentence(each) for each in found]
    return [*faults, *(await faults_of_photos(services.photo_store, elsewhere))[""]]


async def faults_of_photos(store: PhotoStore, elsewhere: list[photos.ContentElsewhere]) -> Mapping[str, list[str]]:
    """What is wrong with the content of these photos, by case ("" for those of no case).

    They are read one after the other, so that people's requests have threads; the caller holds no connection meanwhile.
    A store that does not answer is not asked for the photos after that, which are told as not verified.
    """
    found, is_away = defaultdict(list), False
    for each in elsewhere:
        try:
            fault = "unread" if is_away else await _fault_of_content(store, each)
        except PhotoStoreAwayError:
            is_away, fault = True, "unread"
        if fault:
            found[each.case or ""].append(_sentence(VersionFault("photo", each.photo, each.case, fault)))
    return found


async def _fault_of_content(store: PhotoStore, photo: photos.ContentElsewhere) -> Fault | None:
    """Raises PhotoStoreAwayError."""
    digests = [photo.photo, photo.shown_digest]
    try:
        return None if [await store.digest_of(each) for each in digests] == digests else "changed"
    except PhotoLostError:
        return "missing"
    except PhotoStoreAwayError:
        raise
    except PhotoStoreError:
        return "unread"


def _sentence(fault: VersionFault) -> str:
    where = f"{fault.case}: " if fault.case else ""
    return f"{where}{fault.table} {fault.key} {SAYS[fault.fault]}."
