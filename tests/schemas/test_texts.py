"""A closed list carries its words for people; only the value is stored and sent."""

import json
import pickle

import pytest
from pydantic import TypeAdapter

from schemas.texts import N_, Spoken, in_sentence


class Tire(Spoken):
    """A list like those of the subjects."""

    FLAT = "flat", N_("Flat tire")
    NO_VIN = "no_vin", N_("No VIN")


def test_a_member_is_its_value_and_carries_its_words() -> None:
    assert (Tire.FLAT.value, Tire.FLAT.words, f"{Tire.FLAT}") == ("flat", "Flat tire", "flat")
    assert Tire("no_vin").words == "No VIN"


def test_only_the_value_is_stored_and_sent() -> None:
    adapter = TypeAdapter(Tire)

    assert json.dumps([Tire.FLAT]) == '["flat"]'
    assert adapter.dump_json(Tire.FLAT) == b'"flat"'
    assert adapter.validate_json(b'"flat"') is Tire.FLAT
    assert adapter.json_schema()["enum"] == ["flat", "no_vin"]
    assert pickle.loads(pickle.dumps(Tire.FLAT)) is Tire.FLAT  # noqa: S301


def test_a_member_without_words_cannot_be_declared() -> None:
    with pytest.raises(TypeError, match="Silent has a member without words: burned"):

        class Silent(Spoken):
            BURNED = "burned"


@pytest.mark.parametrize(
    ("words", "inside"), [("Flat tires", "flat tires"), ("VIN check", "VIN check"), ("A", "a"), ("", "")]
)
def test_words_inside_a_sentence_begin_small_unless_they_are_an_abbreviation(words: str, inside: str) -> None:
    assert in_sentence(words) == inside
