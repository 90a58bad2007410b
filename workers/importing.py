"""Importing a file of reports, over HTTP like everybody else."""

from pathlib import Path
from typing import Any, Literal, cast

import httpx

from rules.importing import read_rows
from schemas.importing import Passed, Quarantined, ReportRow
from workers.client import checked, client_of
from workers.folder import StackError
from workers.settings import Settings

FORMATS = ("boston311", "towpath")


async def import_reports(settings: Settings, file: Path, form: str) -> None:
    """Report every row of the file. Raises StackError, NotThisFormat."""
    rows = read_file(file, form)
    async with client_of(settings) as client:
        cases = {await _report(client, row) for row in rows if isinstance(row, ReportRow)}
    aside = [row for row in rows if isinstance(row, Quarantined)]
    passed = sum(isinstance(row, Passed) for row in rows)
    for row in aside:
        print(f"line {row.line}, {row.field}: {row.reason}")
    print(f"{len(rows)} rows: {len(cases)} cases, {passed} passed over, {len(aside)} set aside.")


def read_file(file: Path, form: str) -> list[ReportRow | Quarantined | Passed]:
    """Every line of the file, accounted for. Raises StackError, NotThisFormat."""
    if form not in FORMATS:
        raise StackError(f"The format {form!r} is not known: choose one of {', '.join(FORMATS)}.")
    if not file.is_file():
        raise StackError(f"There is no file {file}.")
    return list(read_rows(file.read_bytes(), cast("Literal['boston311', 'towpath']", form)))


async def _report(client: httpx.AsyncClient, row: ReportRow) -> str:
    taken = ("address", "district", "lat", "lon", "plate", "plate_state", "vin", "make", "model", "color")
    body: dict[str, Any] = {name: getattr(row, name) for name in (*taken, "description", "source", "external_id")}
    body |= {"channel": "import", "at": row.reported_at.isoformat()}
    answer = await client.post("/api/reports", json=body)
    return str(checked(answer, f"Line {row.line}: ")["case"])
