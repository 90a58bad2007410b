"""What is said beside the fields of a form: why one is refused, and what of a plate or VIN is not read."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from database.reporting import StoredReport
from rules.unread import NAMES, kept_in, remark
from schemas.texts import N_

KEPT_AS_WORDS = N_("It was kept as words, which do not say which car this is.")
RAW = {"plate": "plate_raw", "plate_state": "plate_state_raw", "vin": "vin_raw"}


def wrong_fields(errors: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Why each field is refused, by its name; a field may be refused for several reasons."""
    found: dict[str, list[str]] = {}
    for each in errors:
        found.setdefault(each["name"], []).append(each["reason"])
    return {name: " ".join(reasons) for name, reasons in found.items()}


def remarks_on(typed: Mapping[str, Any]) -> dict[str, str]:
    """What is to be said of what was typed as the plate, the state and the VIN."""
    texts = {field: str(typed[field]) for field in NAMES if typed.get(field)}
    return {field: said for field, text in texts.items() if (said := remark(field, text))}


def typed_before(
    unread: Collection[str], notes: Iterable[str | None], reports: Iterable[StoredReport]
) -> dict[str, str]:
    """What was typed in these fields before the page was opened: in the newest note that keeps it, else in a report."""
    note = next((each for each in reversed(list(notes)) if each and kept_in(each)), "")
    newest = max(reports, key=lambda each: each.id, default=None)
    said = {field: getattr(newest, RAW[field], None) for field in NAMES} | kept_in(note)
    return {field: text for field, text in said.items() if text and NAMES[field] in unread}


def remarks_after(typed: Mapping[str, str]) -> dict[str, str]:
    """The same as `remarks_on`, for what is on record as words."""
    return {field: f"{said} {KEPT_AS_WORDS}" for field, said in remarks_on(typed).items()}
