"""The production deployment: pinned versions, no secrets in files, no public ports, and the right start order."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from activities.photo_store import DatabaseStore
from database.roles import RUNTIME
from schemas import names
from workers.photo_place import photo_store_of
from workers.postgres import OWNER
from workers.settings import Settings

ROOT = Path(__file__).parents[1]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
ONE_SHOT = {"temporal-schema", "temporal-namespace", "setup"}
OURS = {"setup", "worker", "web"}

DONE, HEALTHY = "service_completed_successfully", "service_healthy"
ORDER = {
    "postgres": {},
    "temporal-schema": {"postgres": HEALTHY},
    "temporal": {"postgres": HEALTHY, "temporal-schema": DONE},
    "temporal-namespace": {"temporal": HEALTHY},
    "temporal-ui": {"temporal": HEALTHY},
    "setup": {"postgres": HEALTHY},
    "worker": {"postgres": HEALTHY, "setup": DONE, "temporal": HEALTHY, "temporal-namespace": DONE},
    "web": {"postgres": HEALTHY, "setup": DONE},
}

each_service = pytest.mark.parametrize("name", SERVICES)


def variables() -> dict[str, str]:
    """Every variable that the file reads from the environment, with what follows its name: `:?...`, `:-...` or none."""
    text = (ROOT / "docker-compose.yml").read_text()
    return dict(re.findall(r"(?<!\$)\$\{(\w+)([^}]*)\}", text))


@each_service
def test_every_image_is_pinned_to_one_version(name: str) -> None:
    assert re.fullmatch(r"[\w./-]+:\d+\.\d+(\.\d+)?(-[\w.]+)?", SERVICES[name]["image"])


def test_the_image_starts_from_one_version_of_python() -> None:
    starts = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert len(set(starts)) == 1
    assert re.fullmatch(r"python:3\.11\.\d+-slim-bookworm", starts[0])


def test_the_image_runs_as_an_unprivileged_user_and_verifies_what_it_installs() -> None:
    recipe = (ROOT / "Dockerfile").read_text()
    assert re.search(r"^USER towpath$", recipe, re.MULTILINE)
    assert "--require-hashes -r requirements.lock" in recipe
    assert 'ENTRYPOINT ["/app/towpath"]' in recipe


def test_the_image_contains_every_room_and_nothing_that_was_not_named() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    rooms = {"schemas", "rules", "database", "activities", "workflows", "web", "workers"}
    assert "*" in lines
    assert rooms <= {line.removeprefix("!") for line in lines if line.startswith("!")}


def test_no_secret_has_a_default() -> None:
    secret = {name: rest for name, rest in variables().items() if re.search("PASSWORD|SECRET|TOKEN", name)}
    assert secret
    assert {name for name, rest in secret.items() if not rest.startswith(":?")} == {
        "TOWPATH_MAIL_TOKEN",
        "TOWPATH_PHOTOS_KEY_SECRET",
        "TOWPATH_RECORDS_TOKEN",
    }
    assert secret["TOWPATH_PHOTOS_KEY_SECRET"] == ":-", "demanded at the start of a process that needs it"


@each_service
def test_every_password_and_secret_comes_from_the_environment(name: str) -> None:
    settings = SERVICES[name].get("environment", {})
    secret = [value for key, value in settings.items() if re.search("PASSWORD|PWD|SECRET|DATABASE_URL", key)]
    assert all("${" in value for value in secret)


@each_service
def test_nothing_is_published_beyond_loopback(name: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", []))
    assert "network_mode" not in SERVICES[name]


@each_service
def test_only_what_is_published_or_asks_outside_systems_reaches_the_outside(name: str) -> None:
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    # The set-up moves photos to a store that may be outside; a worker asks the records service and the mail house.
    expected = ["inside", "outside"] if "ports" in SERVICES[name] or name in ("setup", "worker") else ["inside"]
    assert SERVICES[name]["networks"] == expected


@each_service
def test_every_service_is_checked_or_runs_once(name: str) -> None:
    service = SERVICES[name]
    assert ("healthcheck" in service) is (name not in ONE_SHOT)
    assert service["restart"] == ("no" if name in ONE_SHOT else "unless-stopped")


@each_service
def test_services_wait_for_what_they_need(name: str) -> None:
    waits = {other: each["condition"] for other, each in SERVICES[name].get("depends_on", {}).items()}
    assert waits == ORDER[name]


@each_service
def test_services_wait_for_a_job_until_it_is_done_and_for_a_server_until_it_is_healthy(name: str) -> None:
    for other, each in SERVICES[name].get("depends_on", {}).items():
        assert each["condition"] == (DONE if other in ONE_SHOT else HEALTHY)


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_processes_get_only_the_variables_that_they_read(name: str) -> None:
    fields = Settings.model_fields.items()
    known = {str(field.validation_alias or f"TOWPATH_{key.upper()}") for key, field in fields}
    assert set(SERVICES[name]["environment"]) <= known


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_processes_get_every_variable_that_production_needs(name: str) -> None:
    needed = {"TOWPATH_DATABASE_URL", "TOWPATH_SECRET", "TOWPATH_ENCRYPTION_KEYS", "TOWPATH_CITY"}
    needed |= {"TEMPORAL_ADDRESS", "TEMPORAL_NAMESPACE"}
    assert needed <= set(SERVICES[name]["environment"])
    assert SERVICES[name]["command"] == [name]


def test_only_the_set_up_owns_the_tables() -> None:
    for name in OURS:
        settings = SERVICES[name]["environment"]
        assert settings["TOWPATH_DATABASE_URL"].startswith(f"postgresql://{RUNTIME}:")
        assert ("TOWPATH_DATABASE_OWNER_URL" in settings) is (name == "setup")
    assert SERVICES["setup"]["environment"]["TOWPATH_DATABASE_OWNER_URL"].startswith(f"postgresql://{OWNER}:")


def test_the_roles_of_the_database_are_created_with_it() -> None:
    script = (ROOT / "deploy/postgres/roles.sql").read_text()
    created = re.findall(r"^create role (\w+) login password :'\w+';$", script, re.MULTILINE)
    assert created == ["temporal", OWNER, RUNTIME]
    assert f"create database towpath owner {OWNER};" in script


def test_the_city_must_name_its_own_file() -> None:
    assert variables()["TOWPATH_CITY"].startswith(":?")
    assert "TOWPATH_CITY" in SERVICES["setup"]["environment"]


def test_the_address_that_letters_and_cookies_need_has_no_default() -> None:
    assert variables()["TOWPATH_PUBLIC_URL"].startswith(":?")
    assert {"TOWPATH_PUBLIC_URL"} <= set(SERVICES["web"]["environment"]) & set(SERVICES["worker"]["environment"])


def test_two_workers_run_the_cases() -> None:
    assert SERVICES["worker"]["deploy"] == {"replicas": 2}


def test_temporal_has_enough_shards_from_the_start() -> None:
    assert SERVICES["temporal"]["environment"]["NUM_HISTORY_SHARDS"] == "128"


def test_the_record_is_stored_in_a_named_volume() -> None:
    assert "record" in COMPOSE["volumes"]
    assert "record:/var/lib/postgresql" in SERVICES["postgres"]["volumes"]


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_processes_store_photos_where_the_environment_says(name: str) -> None:
    settings = {each for each in SERVICES[name]["environment"] if each.startswith("TOWPATH_PHOTOS")}
    fields = {f"TOWPATH_{each.upper()}" for each in Settings.model_fields if each.startswith("photos")}
    assert settings == fields
    assert {each: rest for each, rest in variables().items() if each in fields} == {
        **dict.fromkeys(fields, ":-"),
        "TOWPATH_PHOTOS_REGION": f":-{Settings.model_fields['photos_region'].default}",
    }


def test_the_settings_of_photos_that_are_left_out_mean_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    for each, rest in variables().items():
        if each.startswith("TOWPATH_PHOTOS"):
            monkeypatch.setenv(each, rest.removeprefix(":-"))

    assert isinstance(photo_store_of(Settings()), DatabaseStore)


@pytest.mark.parametrize("volume", ["photos", "mail"])
def test_each_folder_of_ours_is_a_volume_that_our_user_can_write(volume: str) -> None:
    assert volume in COMPOSE["volumes"]
    [folder] = {each["target"] for each in SERVICES["web"]["volumes"] if each["source"] == volume}
    for name in OURS:
        assert {"type": "volume", "source": volume, "target": folder} in SERVICES[name]["volumes"]
    [made] = re.findall("install -d -o towpath -g towpath -m 750 (.*)\n", (ROOT / "Dockerfile").read_text())
    assert folder in made.split()


def test_the_files_that_services_mount_exist() -> None:
    folders = [
        each.split(":")[0] for one in SERVICES.values() for each in one.get("volumes", []) if isinstance(each, str)
    ]
    assert all((ROOT / folder).is_dir() for folder in folders if folder.startswith("./"))
    assert (ROOT / "deploy/temporal/dynamic-config.yaml").is_file()


def test_the_namespace_job_creates_our_search_attributes_and_retains_histories_for_ninety_days() -> None:
    script = (ROOT / "deploy/temporal/namespace.sh").read_text()
    assert f"for name in {names.CASE_STAGE} {names.CASE_DISTRICT}; do" in script
    assert "retention=90d" in script
