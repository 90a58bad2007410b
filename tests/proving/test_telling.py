"""What a proof says of itself: one of a thing is not several."""

import pytest

from proving.telling import counted


@pytest.mark.parametrize(("number", "said"), [(0, "0 editions"), (1, "1 edition"), (2, "2 editions")])
def test_one_edition_is_no_editions(number: int, said: str) -> None:
    assert counted(number, "edition") == said
