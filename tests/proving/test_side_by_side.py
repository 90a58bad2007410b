"""`python -P -m proving` proves editions in processes of their own; its last line is the summary."""

import re

import pytest

from proving.__main__ import main

TX, NY = "us-tx.2026-01-01", "us-ny-new-york-city.2026-01-01"


def test_what_a_bound_is_too_small_to_show_is_said_and_is_no_success(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--deviations", "0", TX, NY]) == 1

    lines = capfd.readouterr().out.splitlines()
    assert f"{TX} is explored with at most 0 deviations." in lines
    assert any(re.fullmatch(rf"{re.escape(NY)} took \d+\.\d minutes of one core\.", line) for line in lines)
    assert any(line.startswith("NEVER TRIED: ") for line in lines)
    assert re.fullmatch(
        r"[\d,]+ states, [\d,]+ edges, 2 editions, \d+ sentences, \d+ guards found missing: NOT ALL OF IT HOLDS\.",
        lines[-1],
    )
