"""Planted personal data, and the search for it in everything that is stored or logged."""

import base64
import binascii
import json
import os
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from temporalio.client import Client

from database.connection import Pool
from schemas import names
from workers.processes import Child

OWNER = {"name": "Quillfeather Zyxomander", "lines": ["9 Umbrage Parade", "Exampleton, PA 19133"]}
BANK = {"name": "Brackwater Fiduciary", "lines": ["1 Money Place"]}
PLATE, VIN, STREET = "ZYX 9QK7", "1M8GDM9AXKP042788", "77 Vexillary Hollow"
WORDS, CONTENTS, PAPER, CAMERA = "murmelwort", "Harpsichordion", "TTL-88XQ-4471", "Kodachromium"

PLANTED = (
    *("Quillfeather", "Zyxomander", "Umbrage Parade", "Brackwater Fiduciary"),
    *(PLATE, VIN, STREET, WORDS, CONTENTS, PAPER, CAMERA),
)


def a_photo(color: str = "gray") -> bytes:
    """A photo with planted camera metadata."""
    image, out, exif = Image.new("RGB", (64, 48), color), BytesIO(), Image.Exif()
    exif[0x010E] = CAMERA
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def squeezed(said: bytes) -> bytes:
    """Lowercase letters and digits only, so that every spelling is found."""
    return re.sub(rb"[^a-z0-9]", b"", said.lower())


def found(said: bytes, *words: str) -> set[str]:
    """The planted words, or these words, that the data contains."""
    text = squeezed(said)
    return {word for word in words or PLANTED if squeezed(word.encode()) in text}


async def list_places(pool: Pool) -> dict[str, set[str]]:
    """The columns of the whole database that contain planted words."""
    places: dict[str, set[str]] = {}
    async with pool.acquire() as connection:
        tables = await connection.fetch("select tablename from pg_tables where schemaname = 'public'")
        for (table,) in tables:
            for row in await connection.fetch(f"select * from {table}"):
                for column, value in row.items():
                    said = value if isinstance(value, bytes) else str(value).encode()
                    if words := found(said):
                        places.setdefault(f"{table}.{column}", set()).update(words)
    return places


async def list_temporal_texts(client: Client, case: str) -> list[bytes]:
    """Everything Temporal keeps of a case: every run with its history, raw and as JSON, and its description."""
    said = []
    async for run in client.list_workflows(f"WorkflowId = '{names.workflow_id(case)}'"):
        handle = client.get_workflow_handle(run.id, run_id=run.run_id)
        history, described = await handle.fetch_history(), await handle.describe()
        said += [each.SerializeToString() for each in history.events]
        said += [each.encode() for each in list_texts(json.loads(history.to_json()))]
        said += [run.id.encode(), described.raw_description.SerializeToString()]
        said.append(str(await handle.query("__temporal_workflow_metadata")).encode())
    return said


def list_texts(node: Any) -> Iterator[str]:
    """Every string of a document; base64 also decoded."""
    if isinstance(node, dict):
        for name, each in node.items():
            yield name
            yield from list_texts(each)
    elif isinstance(node, list):
        for each in node:
            yield from list_texts(each)
    elif isinstance(node, str):
        yield node
        try:
            yield base64.b64decode(node, validate=True).decode(errors="replace")
        except binascii.Error:
            return


def log_of(server: Child) -> bytes:
    """The log of a server so far."""
    return Path(os.readlink(f"/proc/{server.process.pid}/fd/1")).read_bytes()
