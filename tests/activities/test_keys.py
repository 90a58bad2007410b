"""Signed tokens: each is for one purpose, no two are the same, and a secret can be replaced."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from activities.keys import API, LINK, SESSION, SKEW, Keys

NOW = datetime(2026, 11, 24, 15, 30, 12, 345678, tzinfo=UTC)
HOUR = timedelta(hours=1)
OLD, NEW = "o" * 32, "n" * 32


def test_two_credentials_of_one_person_in_one_instant_are_two() -> None:
    keys = Keys(NEW)
    tokens = [keys.issue_credential(SESSION, "officer-1", NOW) for _ in range(2)]
    found = [keys.read_credential(SESSION, token, NOW, HOUR) for token in tokens]

    assert tokens[0] != tokens[1]
    assert [each and (each.account, each.issued_at, each.expires_at) for each in found] == [
        ("officer-1", NOW, NOW + HOUR)
    ] * 2
    assert len({each.id for each in found if each}) == 2


@pytest.mark.parametrize(
    ("age", "valid"),
    [(timedelta(), True), (HOUR, False), (HOUR - timedelta(microseconds=1), True), (-SKEW, True), (-2 * SKEW, False)],
)
def test_a_credential_lasts_as_long_as_its_reader_says(age: timedelta, valid: bool) -> None:
    token = Keys(NEW).issue_credential(LINK, "officer-1", NOW)

    assert (Keys(NEW).read_credential(LINK, token, NOW + age, HOUR) is not None) is valid


def test_a_credential_is_for_one_purpose() -> None:
    keys = Keys(NEW)
    for purpose in (LINK, SESSION, API):
        token = keys.issue_credential(purpose, "officer-1", NOW)
        readers = [other for other in (LINK, SESSION, API) if keys.read_credential(other, token, NOW, HOUR)]
        assert readers == [purpose]
        assert keys.read(purpose, token) is None


def test_after_a_rotation_the_old_secret_reads_and_the_new_one_signs() -> None:
    both = Keys(f"{NEW},{OLD}")
    paper, session = Keys(OLD).issue("owner", "7"), Keys(OLD).issue_credential(SESSION, "officer-1", NOW)

    assert both.read("owner", paper) == "7"
    assert both.read_credential(SESSION, session, NOW, HOUR) is not None
    assert Keys(NEW).read("owner", both.issue("owner", "8")) == "8"
    assert Keys(OLD).read("owner", both.issue("owner", "8")) is None
    assert Keys(NEW).read("owner", paper) is None


@pytest.mark.parametrize("change", [lambda token: f"{token}x", lambda token: token[:-4], lambda token: f"x{token}"])
def test_a_changed_token_is_none(change: Callable[[str], str]) -> None:
    keys = Keys(NEW)
    credential, paper = keys.issue_credential(LINK, "officer-1", NOW), keys.issue("owner", "7")

    assert keys.read_credential(LINK, change(credential), NOW, HOUR) is None
    assert keys.read("owner", change(paper)) is None
