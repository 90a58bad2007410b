"""A character that no font has is found, and replaced where a car is described."""

import pytest

from activities.letter_press import print_letter
from activities.letter_signs import REPLACEMENT, unprintable_in, with_replacements
from tests.activities.sample_letter import VEHICLE, letter, read

CJK, CAR, KEYCAP, BELL = "\u738b", "\U0001f697", "1\ufe0f\u20e3", "\x07"


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("100 Main St", ()),
        ("Nguyễn Пётр O\u2019Neill, Français, Łódź", ()),
        ("حسن שלום हिन्दी ❤️", ()),
        (f"100 Main St {CAR}", (CAR,)),
        (f"Lee {CJK}小明", (CJK, "小", "明")),
        (f"Apt {KEYCAP}", ("\u20e3",)),
        (f"Bell{BELL}{BELL}", (BELL,)),
    ],
)
def test_what_no_font_has_is_found(text: str, missing: tuple[str, ...]) -> None:
    assert unprintable_in(text) == missing


def test_the_replacement_can_be_printed() -> None:
    assert unprintable_in(REPLACEMENT) == ()
    assert with_replacements(f"100 Main St {CAR}{BELL}") == f"100 Main St {REPLACEMENT * 2}"


async def test_a_car_is_described_with_a_replacement() -> None:
    told = {"place_found": f"100 Main St {CAR}", "make": CJK, "color": f"red{BELL}"}

    said = read(await print_letter(letter(vehicle=VEHICLE.model_copy(update=told))))

    assert f"100 Main St {REPLACEMENT}" in said
    assert f"red{REPLACEMENT}" in said
