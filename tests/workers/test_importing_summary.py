"""What an import says at its end: what could not be read, and what has changed."""

from collections.abc import Callable
from pathlib import Path

import httpx

from tests.rules.test_importing import row
from tests.workers.test_importing import said


async def test_what_cannot_be_read_and_what_has_changed_is_counted(
    client: httpx.AsyncClient, bearer: Callable[[str], dict[str, str]], tmp_path: Path
) -> None:
    client.headers.update(bearer("dispatcher-1"))
    file, unsure = tmp_path / "rows.jsonl", {"plate": "ends in 42", "vin": "unknown", "plate_state": "Mexico"}
    file.write_text("\n".join([row(**unsure), row(external_id="A-2", plate_state="Mexico"), row(external_id="A-3")]))

    first = await said(client, given=(str(file),))
    again = await said(client, given=(str(file),))
    file.write_text(row(**unsure, color="green"))
    changed = await said(client, given=(str(file),))

    assert (
        first
        == again
        == [
            "In 1 row the plate cannot be read; it is kept with the report.",
            "In 2 rows the state cannot be read; it is kept with the report.",
            "3 rows: 3 cases, 0 skipped, 0 quarantined.",
        ]
    )
    assert "1 row changes a report of an earlier import; what is new is a further report of the same case." in changed
    assert changed[-1] == "1 rows: 1 cases, 0 skipped, 0 quarantined."
