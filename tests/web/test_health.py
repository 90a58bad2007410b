"""Readiness is asked of PostgreSQL and Temporal themselves, by anybody, and says nothing else."""

from dataclasses import replace
from pathlib import Path

import httpx
from temporalio.client import Client

from activities.notifying import TemporalClient
from activities.photo_store import FolderStore
from database.connection import Pool
from tests.app import app_of
from web.app_state import AppState
from workers.temporal import quiet_port


async def answer(app_state: AppState, path: str = "/health/ready") -> tuple[int, dict[str, str]]:
    """The status and the words of the answer."""
    transport = httpx.ASGITransport(app_of(app_state))
    async with httpx.AsyncClient(transport=transport, base_url="http://towpath") as http:
        found = await http.get(path)
    return found.status_code, found.json()


async def test_a_process_with_both_servers_is_ready(app_state: AppState) -> None:
    assert await answer(app_state) == (200, {"database": "ready", "temporal": "ready", "photos": "ready"})
    assert await answer(app_state, "/health/live") == (200, {"process": "live"})


async def test_without_temporal_people_can_work(app_state: AppState) -> None:
    away = TemporalClient(await Client.connect(f"127.0.0.1:{quiet_port()}", lazy=True), "queue")

    found = await answer(replace(app_state, temporal_client=lambda: away))

    assert found == (200, {"database": "ready", "temporal": "away", "photos": "ready"})


async def test_without_the_store_of_photos_people_can_work(app_state: AppState, tmp_path: Path) -> None:
    services = replace(app_state.services, photo_store=FolderStore(tmp_path / "gone"))

    found = await answer(replace(app_state, services=services))

    assert found == (200, {"database": "ready", "temporal": "ready", "photos": "away"})


async def test_without_a_database_a_process_lives_and_is_not_ready(app_state: AppState, pool: Pool) -> None:
    await pool.close()

    assert await answer(app_state) == (503, {"database": "away", "temporal": "ready", "photos": "ready"})
    assert await answer(app_state, "/health/live") == (200, {"process": "live"})


async def test_a_database_that_lacks_a_migration_is_not_ready(app_state: AppState, owned: Pool) -> None:
    name = await owned.fetchval("delete from migration where name = (select max(name) from migration) returning name")
    lacking = await answer(app_state)
    await owned.execute(
        "insert into migration (name, digest) values ($1, 'x'), ('9999_of_a_newer_version.sql', 'x')", name
    )

    assert lacking == (503, {"database": "not set up", "temporal": "ready", "photos": "ready"})
    assert await answer(app_state) == (200, {"database": "ready", "temporal": "ready", "photos": "ready"})
